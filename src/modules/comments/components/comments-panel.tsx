"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { QueryError } from "@/ui/patterns/query-error";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Card } from "@/ui/primitives/card";
import { Skeleton } from "@/ui/primitives/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { toast } from "@/ui/primitives/toast";
import { AUDIENCES, type Audience, type CommentView } from "../schemas";
import { CommentEditor } from "./comment-editor";
import { CommentItem } from "./comment-item";

export interface CommentsPanelProps {
  postId: Id<"post">;
  zone: string;
}

/** What the team says about a post among itself, and, apart from it, with the client. */
export function CommentsPanel({ postId, zone }: CommentsPanelProps) {
  const t = useTranslations("comments");
  const [audience, setAudience] = useState<Audience>("internal");
  const comments = api.comments.list.useQuery({ postId }, { staleTime: 0, refetchInterval: 30_000 });
  const of = (wanted: Audience) => comments.data?.items.filter((item) => item.audience === wanted) ?? [];
  return (
    <Section title={t("title")}>
      <Card className="p-4 sm:p-5">
        <Tabs value={audience} onValueChange={(value) => setAudience(value as Audience)}>
          <TabsList aria-label={t("title")}>
            {AUDIENCES.map((one) => (
              <TabsTrigger key={one} value={one}>
                {t(`audience.${one}`)}
                {of(one).length > 0 && (
                  <Badge className="tabular">
                    <span aria-hidden>{of(one).length}</span>
                    <span className="sr-only">{t("count", { count: of(one).length })}</span>
                  </Badge>
                )}
              </TabsTrigger>
            ))}
          </TabsList>
          {AUDIENCES.map((one) => (
            <TabsContent key={one} value={one} className="grid gap-4 pt-4">
              {comments.data ? (
                <Thread
                  postId={postId}
                  audience={one}
                  items={of(one)}
                  write={comments.data.canWrite}
                  zone={zone}
                />
              ) : comments.isError ? (
                <QueryError query={comments} />
              ) : (
                <Skeleton aria-label={t("loading")} className="h-20 w-full rounded-md" />
              )}
            </TabsContent>
          ))}
        </Tabs>
      </Card>
    </Section>
  );
}

interface ThreadProps extends CommentsPanelProps {
  audience: Audience;
  items: readonly CommentView[];
  write: boolean;
}

function Thread({ postId, audience, items, write, zone }: ThreadProps) {
  const t = useTranslations("comments");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const add = api.comments.add.useMutation({
    onError: (error) => toast.error(message(error)),
    onSettled: () => cache.comments.list.invalidate({ postId }),
  });
  return (
    <>
      <p className="text-ink-subtle text-xs">{t(`hint.${audience}`)}</p>
      {items.length === 0 ? (
        <p className="text-ink-muted text-sm">{t(`empty.${audience}`)}</p>
      ) : (
        <ol className="grid gap-4">
          {items.map((item) => (
            <CommentItem key={item.id} comment={item} postId={postId} zone={zone} />
          ))}
        </ol>
      )}
      {write && (
        <CommentEditor
          label={t(`label.${audience}`)}
          placeholder={t(`placeholder.${audience}`)}
          submitLabel={t("send")}
          onSubmit={(words) => add.mutateAsync({ postId, audience, ...words })}
        />
      )}
    </>
  );
}
