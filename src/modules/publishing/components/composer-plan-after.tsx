"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { isId } from "@/kernel/ids";
import type { PostSummary } from "@/modules/planning/schemas";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { Select } from "@/ui/primitives/select";
import { Skeleton } from "@/ui/primitives/skeleton";
import { afterMaxMinutes, type PostView } from "../schemas";
import { DelayField } from "./composer-delay";
import { postLabelOf } from "./post-label";
import type { PlanDraft } from "./use-plan";

/** As many as fit a glance; the search finds the others. */
const shownMax = 20;
const everywhere = "all";
/** As a writer types it. */
const addressVariable = "{{post_url}}";

interface AfterPanelProps {
  draft: PlanDraft;
  change: (part: Partial<PlanDraft>) => void;
  zone: string;
  post: PostView | null;
  pressed: boolean;
}

/** Which post must be live first, where, and how long before this one. */
export function AfterPanel({ draft, change, zone, post, pressed }: AfterPanelProps) {
  const t = useTranslations("composer.schedule.after");
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const planned = api.planning.posts.useQuery(
    {
      states: ["scheduled", "publishing", "published", "held"],
      search: wanted || undefined,
      limit: shownMax,
    },
    { placeholderData: (before) => before },
  );
  const chosen = draft.upstream?.postId ?? null;
  const upstream = api.publishing.get.useQuery({ postId: chosen ?? "post_" }, { enabled: chosen !== null });
  const items = (planned.data?.items ?? []).filter(({ id, publishAt }) => id !== post?.id && publishAt);
  const missing = pressed && chosen === null;
  return (
    <div className="grid gap-4">
      <Field label={t("search")} error={missing ? t("missing") : undefined}>
        {(control) => (
          <div className="relative">
            <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-subtle" />
            <Input
              {...control}
              type="search"
              className="pl-9"
              autoComplete="off"
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          </div>
        )}
      </Field>
      {planned.isError ? (
        <QueryError query={planned} />
      ) : !planned.data ? (
        <Skeleton className="h-32" />
      ) : (
        <PostChoices
          {...{ items, chosen, zone }}
          onChoose={(found) =>
            change({ upstream: { postId: found.id, publishAt: found.publishAt }, afterChannelId: null })
          }
        />
      )}
      {chosen !== null && upstream.data && (
        <>
          <p className="text-sm">
            {t("chosen", {
              post: postLabelOf({ title: upstream.data.title, text: upstream.data.body }) || t("untitled"),
            })}
          </p>
          <Channels post={upstream.data} draft={draft} change={change} />
        </>
      )}
      <div className="grid gap-1.5">
        <p className="text-sm font-medium">{t("delay")}</p>
        <DelayField
          label={t("delay")}
          max={afterMaxMinutes}
          minutes={draft.afterMinutes}
          onChange={(afterMinutes) => change({ afterMinutes })}
        />
      </div>
      <p className="text-[0.8125rem] text-ink-muted">
        {t.rich("hint", { variable: () => <code className="font-mono">{addressVariable}</code> })}
      </p>
    </div>
  );
}

interface PostChoicesProps {
  items: readonly PostSummary[];
  chosen: string | null;
  zone: string;
  onChoose: (post: PostSummary) => void;
}

function PostChoices({ items, chosen, zone, onChoose }: PostChoicesProps) {
  const t = useTranslations("composer.schedule.after");
  const format = useFormat();
  if (items.length === 0) return <p className="text-sm text-ink-muted">{t("none")}</p>;
  return (
    <RadioGroup
      aria-label={t("posts")}
      value={chosen ?? ""}
      onValueChange={(id) => {
        const found = items.find((post) => post.id === id);
        if (found) onChoose(found);
      }}
      className="max-h-56 overflow-y-auto rounded-md p-0.5"
    >
      {items.map((post) => (
        <RadioOption
          key={post.id}
          value={post.id}
          className="py-2"
          label={postLabelOf({ title: post.title, text: post.excerpt }) || t("untitled")}
          hint={[
            post.publishAt && format.instant(post.publishAt, zone, "slot"),
            post.channels.map(({ name }) => name).join(", "),
          ]
            .filter(Boolean)
            .join(" · ")}
        />
      ))}
    </RadioGroup>
  );
}

/** Where the other post must be live: its address there is the one that is put in. */
function Channels({ post, draft, change }: Pick<AfterPanelProps, "draft" | "change"> & { post: PostView }) {
  const t = useTranslations("composer.schedule.after");
  const channels = api.channels.list.useQuery({}).data?.items ?? [];
  const options = post.variants.map(({ channelId }) => ({
    value: channelId,
    label: channels.find(({ id }) => id === channelId)?.name ?? channelId,
  }));
  return (
    <Field label={t("where")}>
      {(control) => (
        <Select
          {...control}
          value={draft.afterChannelId ?? everywhere}
          onValueChange={(value) => change({ afterChannelId: isId("channel", value) ? value : null })}
          options={[{ value: everywhere, label: t("everywhere") }, ...options]}
        />
      )}
    </Field>
  );
}
