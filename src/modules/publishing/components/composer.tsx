"use client";

import { FileQuestion, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useParams, useSearchParams } from "next/navigation";
import { useState } from "react";
import { type Id, isId, newId } from "@/kernel/ids";
import type { ChannelView } from "@/modules/channels/schemas";
import { api, errorDataFrom } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";
import { ComposerSession, type ComposerSessionProps } from "./composer-session";
import { ComposerSkeleton } from "./composer-skeleton";
import { useInBrowser } from "./use-in-browser";

export interface ComposerProps extends Pick<ComposerSessionProps, "rights" | "userId"> {}

interface Opened {
  /** `post` of the address, as it was last seen. */
  param: string | null;
  postId: Id<"post">;
  exists: boolean;
}

const openFrom = (param: string | null): Opened =>
  isId("post", param)
    ? { param, postId: param, exists: true }
    : { param, postId: newId("post"), exists: param !== null };

/** Write a post, new (`/compose`) or one that exists (`/compose?post=post_…`). */
export function Composer(props: ComposerProps) {
  const search = useSearchParams();
  const param = search.get("post");
  const [opened, setOpened] = useState(() => openFrom(param));
  if (param !== opened.param)
    // A draft that was just saved for the first time gets its own address, and stays on the page.
    setOpened(param === opened.postId ? { ...opened, param } : openFrom(param));
  const at = search.get("at");
  // A field that can be typed in must be one that keeps what is typed.
  if (!useInBrowser()) return <ComposerSkeleton />;
  if (opened.exists && !isId("post", opened.param)) return <Missing />;
  return <Loader key={opened.postId} opened={opened} at={at} {...props} />;
}

const wallTimeShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

function Loader({
  opened: { postId, exists },
  at,
  ...props
}: ComposerProps & { opened: Opened; at: string | null }) {
  const channels = api.channels.list.useQuery({});
  const networks = api.channels.networks.useQuery({});
  const workspace = api.workspaces.get.useQuery();
  // An older copy would only lead to a conflict at the first save.
  const [isNew] = useState(!exists);
  const post = api.publishing.get.useQuery(
    { postId },
    { enabled: !isNew, staleTime: 0, refetchOnWindowFocus: false },
  );
  const needed = [channels, networks, workspace, ...(isNew ? [] : [post])];
  const failed = needed.find(({ isError, data }) => isError && data === undefined);
  if (failed) {
    const problem = errorDataFrom(failed.error);
    if (problem?.code === "NOT_FOUND") return <Missing />;
    return <QueryError query={needed} />;
  }
  if (!channels.data || !networks.data || !workspace.data || (!isNew && !post.data))
    return <ComposerSkeleton />;
  const usable = channels.data.items.some(({ state }) => state !== "disconnected");
  if (isNew && !usable) return <NoChannels canManage={props.rights.manageChannels} />;
  return (
    <ComposerSession
      {...props}
      postId={postId}
      post={isNew ? null : (post.data ?? null)}
      channels={channels.data.items}
      networks={networks.data.items}
      language={workspace.data.locale}
      channelIds={onlyChannel(channels.data.items)}
      workspaceId={workspace.data.id}
      zone={workspace.data.timeZone}
      at={at && wallTimeShape.test(at) ? at : null}
    />
  );
}

/** Where there is one place to publish to, nobody needs to choose it. */
function onlyChannel(channels: readonly ChannelView[]): Id<"channel">[] {
  const open = channels.filter(({ state }) => state === "active").map(({ id }) => id);
  return open.length === 1 ? open : [];
}

function Missing() {
  const t = useTranslations("composer.missing");
  const { workspace } = useParams<{ workspace: string }>();
  return (
    <>
      <PageHeader title={t("heading")} />
      <EmptyState
        icon={FileQuestion}
        title={t("title")}
        description={t("description")}
        action={<ButtonLink href={`/${workspace}/posts`}>{t("posts")}</ButtonLink>}
      />
    </>
  );
}

function NoChannels({ canManage }: { canManage: boolean }) {
  const t = useTranslations("composer");
  const { workspace } = useParams<{ workspace: string }>();
  return (
    <>
      <PageHeader title={t("newTitle")} />
      <EmptyState
        icon={Radio}
        title={t("noChannels.title")}
        description={t(canManage ? "noChannels.description" : "noChannels.askAdmin")}
        action={
          canManage && (
            <ButtonLink variant="primary" href={`/${workspace}/channels`}>
              {t("noChannels.connect")}
            </ButtonLink>
          )
        }
      />
    </>
  );
}
