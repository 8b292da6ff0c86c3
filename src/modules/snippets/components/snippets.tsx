"use client";

import { Braces, Hash, LayoutTemplate, type LucideIcon, PenTool, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Button } from "@/ui/primitives/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { useCurrentInSight } from "@/ui/primitives/use-current-in-sight";
import { isPutIn, SNIPPET_KINDS, type SnippetKind } from "../schemas";
import { SnippetDialog } from "./snippet-dialog";
import { SnippetRow } from "./snippet-row";

const ICON: Record<SnippetKind, LucideIcon> = {
  template: LayoutTemplate,
  hashtags: Hash,
  signature: PenTool,
  variable: Braces,
};
const kind = parseAsStringLiteral(SNIPPET_KINDS).withDefault("template");

interface SnippetsProps {
  canWrite: boolean;
  /** Signatures and variables, which every post says. */
  canPublish: boolean;
  base: string;
}

/** Templates, hashtag sets, signatures and variables of a workspace, a tab each. */
export function Snippets({ canWrite: canKeep, canPublish, base }: SnippetsProps) {
  const t = useTranslations("snippets");
  const [shown, setShown] = useQueryState("kind", kind.withOptions({ history: "replace" }));
  const row = useCurrentInSight<HTMLDivElement>("[data-state=active]", shown);
  const [creating, setCreating] = useState(false);
  const canWrite = isPutIn(shown) ? canPublish : canKeep;
  const create = canWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t(`new.${shown}`)}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <Tabs value={shown} onValueChange={(next) => void setShown(next as SnippetKind)}>
        <TabsList ref={row} aria-label={t("title")}>
          {SNIPPET_KINDS.map((key) => {
            const Icon = ICON[key];
            return (
              <TabsTrigger key={key} value={key}>
                <Icon aria-hidden />
                {t(`kind.${key}`)}
              </TabsTrigger>
            );
          })}
        </TabsList>
        <TabsContent value={shown} className="grid gap-4">
          <p className="max-w-prose text-sm text-ink-muted">{t(`about.${shown}`)}</p>
          <SnippetList kind={shown} canWrite={canWrite} base={base} />
        </TabsContent>
      </Tabs>
      {creating && <SnippetDialog kind={shown} onClose={() => setCreating(false)} />}
    </>
  );
}

interface SnippetListProps extends Omit<SnippetsProps, "canPublish"> {
  kind: SnippetKind;
}

function SnippetList({ kind, canWrite, base }: SnippetListProps) {
  const t = useTranslations("snippets");
  const list = api.snippets.list.useQuery({ kind });
  if (list.isPending) return <ListSkeleton rows={4} />;
  if (list.isError) return <QueryError query={list} />;
  if (list.data.items.length === 0)
    return (
      <EmptyState
        icon={ICON[kind]}
        title={t(`empty.${kind}.title`)}
        description={t(`empty.${kind}.description`)}
      />
    );
  return (
    <ul
      aria-label={t(`kind.${kind}`)}
      className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs"
    >
      {list.data.items.map((snippet) => (
        <SnippetRow key={snippet.id} snippet={snippet} canWrite={canWrite} base={base} />
      ))}
    </ul>
  );
}
