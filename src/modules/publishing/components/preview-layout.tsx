"use client";

import type { ComponentType } from "react";
import type { ChannelView } from "@/modules/channels/schemas";
import type { ComposedChannel } from "./composer-check";
import { PreviewArticle } from "./preview-article";
import { PreviewMicroblog } from "./preview-microblog";
import { PreviewPayload } from "./preview-payload";

type Layouts = Record<ChannelView["preview"]["layout"], ComponentType<{ one: ComposedChannel }>>;

const LAYOUTS: Layouts = {
  microblog: PreviewMicroblog,
  article: PreviewArticle,
  payload: PreviewPayload,
};
/** Whoever is not of the team came to read: what goes to a program is words and pictures to them. */
const READER_LAYOUTS: Layouts = { ...LAYOUTS, payload: PreviewArticle };

/** A post as its channel shows it, for its team or for a reader from outside. */
export function PreviewLayout({ one, forReader = false }: { one: ComposedChannel; forReader?: boolean }) {
  const Layout = (forReader ? READER_LAYOUTS : LAYOUTS)[one.channel.preview.layout];
  return <Layout one={one} />;
}
