"use client";

import { CalendarClock, FileQuestion, PenLine, Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { ApprovalPanel } from "@/modules/approvals/components/approval-panel";
import { CommentsPanel } from "@/modules/comments/components/comments-panel";
import { MakeEvergreen } from "@/modules/evergreen/components/make-evergreen";
import { PostSeriesLine } from "@/modules/series/components/post-series-line";
import { HistoryButton } from "@/modules/versions/components/history-button";
import { api, errorDataFrom } from "@/trpc/client";
import { BackLink } from "@/ui/patterns/back-link";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { isLeftToPeople } from "../policy";
import type { PostView } from "../schemas";
import { pollDelayMs } from "./delivery-poll";
import { PostMenu, type PostQuestion, PostQuestions } from "./post-actions";
import { usePostCommands } from "./post-commands";
import { PostContent } from "./post-content";
import { PostDeliveries } from "./post-deliveries";
import { PostDetails } from "./post-details";
import { DuplicateItem } from "./post-duplicate";
import { postLabelOf } from "./post-label";
import { PostNews } from "./post-news";
import { PostOrganise } from "./post-organise";
import { awaitsPeople, isAgreed, type PostActions, type PostRights, postActionsOf } from "./post-rights";
import { PostStateBadge } from "./state-badge";

export interface PostPageProps {
  postId: Id<"post">;
  rights: PostRights;
  zone: string;
  base: string;
}

/** One post: what it says, where it goes, and what became of it, kept up to date while anything moves. */
export function PostPage({ postId, rights, zone, base }: PostPageProps) {
  const t = useTranslations("publishing.post");
  const post = api.publishing.get.useQuery(
    { postId },
    {
      staleTime: 0,
      refetchInterval: ({ state }) => pollDelayMs(state.data?.deliveries ?? [], new Date()),
    },
  );
  const back = <BackLink href={`${base}/posts`}>{t("back")}</BackLink>;
  const problem = errorDataFrom(post.error);
  if (problem?.code === "NOT_FOUND")
    return (
      <>
        <PageHeader title={t("title")} above={back} />
        <EmptyState
          icon={FileQuestion}
          title={t("gone.title")}
          description={t("gone.description")}
          action={<ButtonLink href={`${base}/posts`}>{t("back")}</ButtonLink>}
        />
      </>
    );
  if (!post.data)
    return (
      <>
        <PageHeader title={t("title")} above={back} />
        {post.isError ? <QueryError query={post} /> : <ListSkeleton rows={3} />}
      </>
    );
  return <LoadedPost post={post.data} rights={rights} zone={zone} base={base} />;
}

interface LoadedPostProps {
  post: PostView;
  rights: PostRights;
  zone: string;
  base: string;
}

function LoadedPost({ post, rights, zone, base }: LoadedPostProps) {
  const t = useTranslations("publishing.post");
  const label = postLabelOf({ title: post.title, text: post.body }) || t("untitled");
  const may = postActionsOf(
    {
      authorId: post.authorId,
      publishAt: post.publishAt,
      channelCount: post.variants.length,
      deliveryStates: post.deliveries.map(({ state }) => state),
      stopped: post.deliveries.some(isLeftToPeople),
    },
    rights,
  );
  const approval = (
    <div id="approval" className="scroll-mt-24">
      <ApprovalPanel postId={post.id} postState={post.state} zone={zone} />
    </div>
  );
  return (
    <>
      <PageHeader
        above={<BackLink href={`${base}/posts`}>{t("back")}</BackLink>}
        title={label}
        badge={<PostStateBadge state={post.state} />}
        actions={
          <HeaderActions
            post={post}
            label={label}
            may={may}
            canWrite={rights.write}
            zone={zone}
            base={base}
          />
        }
      />
      <PostSeriesLine post={post} base={base} />
      <PostNews deliveries={post.deliveries} />
      <div className="grid items-start gap-x-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          {/* What keeps a post from going out stands first; what is settled makes way for what became of it. */}
          {awaitsPeople(post) && approval}
          <PostDeliveries post={post} rights={rights} zone={zone} base={base} />
          <Section title={t("text")}>
            <PostContent post={post} />
          </Section>
          {!awaitsPeople(post) && approval}
          <CommentsPanel postId={post.id} zone={zone} />
        </div>
        <Section title={t("details")}>
          <PostOrganise
            post={post}
            canWrite={rights.writeAny || (rights.write && post.authorId === rights.userId)}
          />
          <PostDetails post={post} zone={zone} />
          {rights.publish && !post.evergreenId && (
            <div className="mt-3">
              <MakeEvergreen postId={post.id} base={base} />
            </div>
          )}
        </Section>
      </div>
    </>
  );
}

interface HeaderActionsProps {
  post: PostView;
  label: string;
  may: PostActions;
  canWrite: boolean;
  zone: string;
  base: string;
}

/** The likeliest next steps as buttons; the rest in a menu. */
function HeaderActions({ post, label, may, canWrite, zone, base }: HeaderActionsProps) {
  const t = useTranslations("publishing.actions");
  const router = useRouter();
  const [question, setQuestion] = useState<PostQuestion>(null);
  const commands = usePostCommands(post.id, zone);
  const { id, publishAt, approval } = post;
  const subject = { id, label, publishAt, approval, channelCount: post.variants.length };
  const onDeleted = () => router.push(`${base}/posts`);
  // While somebody must agree, the next step is theirs.
  const agreed = isAgreed(post);
  return (
    <>
      {may.edit && (
        <ButtonLink href={`${base}/compose?post=${post.id}`}>
          <PenLine aria-hidden />
          {t("edit")}
        </ButtonLink>
      )}
      {may.reschedule && (
        <Button onClick={() => setQuestion("reschedule")}>
          <CalendarClock aria-hidden />
          {post.publishAt ? t("reschedule") : t("schedule")}
        </Button>
      )}
      <HistoryButton postId={post.id} revision={post.revision} canRestore={may.edit} zone={zone} />
      {may.publishNow && (
        <Button variant={agreed ? "primary" : "secondary"} onClick={() => setQuestion("publishNow")}>
          <Send aria-hidden />
          {t("publishNow")}
        </Button>
      )}
      <PostMenu
        post={subject}
        may={{ ...may, edit: false, reschedule: false, publishNow: false }}
        zone={zone}
        base={base}
        onDeleted={onDeleted}
      >
        {canWrite && <DuplicateItem postId={post.id} base={base} />}
      </PostMenu>
      <PostQuestions
        post={subject}
        zone={zone}
        question={question}
        onAnswered={() => setQuestion(null)}
        commands={commands}
        onDeleted={onDeleted}
      />
    </>
  );
}
