import type { Locale } from "@/i18n/locales";
import type { Id } from "@/kernel/ids";
import type { ChannelView, SettingField } from "@/modules/channels/schemas";
import type { MediaItem } from "@/modules/media/schemas";
import type { PostState } from "@/modules/publishing/schemas";
import type { ShareFilters, ShareKind } from "./schemas";

/** A share that was opened by its secret: whose plan, and how much of it. */
export interface OpenShare {
  id: Id<"share">;
  tenantId: Id<"workspace">;
  kind: ShareKind;
  name: string;
  filters: ShareFilters;
  workspaceName: string;
  timeZone: string;
  locale: Locale;
}

/** A post of a plan as an outsider sees it on one channel: its words and files, nothing of the workspace. */
export interface SharedVariant {
  /** Without what its team knows of it: its problem, its checks. */
  channel: ChannelView;
  fields: readonly SettingField[];
  body: string;
  settings: Record<string, unknown>;
  media: MediaItem[];
  url: string | null;
}

/** A post of a shared plan; its title and body are such as the channels that the share shows are told. */
export interface SharedPost {
  id: Id<"post">;
  title: string | null;
  body: string;
  tags: string[];
  language: string;
  state: PostState;
  publishAt: Date;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  campaign: string | null;
  variants: SharedVariant[];
}
