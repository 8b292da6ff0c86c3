"use client";

import { Megaphone, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Button } from "@/ui/primitives/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { CampaignCard } from "./campaign-card";
import { CampaignDialog } from "./campaign-dialog";

const STATES = ["active", "archived"] as const;
const state = parseAsStringLiteral(STATES).withDefault("active");

/** The campaigns of a workspace, under way and archived. */
export function Campaigns({ canWrite, base }: { canWrite: boolean; base: string }) {
  const t = useTranslations("campaigns");
  const router = useRouter();
  const [shown, setShown] = useQueryState("state", state.withOptions({ history: "replace" }));
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={canWrite && create} />
      <Tabs value={shown} onValueChange={(next) => void setShown(next as typeof shown)}>
        <TabsList aria-label={t("title")}>
          {STATES.map((key) => (
            <TabsTrigger key={key} value={key}>
              {t(`state.${key}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value={shown}>
          <CampaignList state={shown} base={base} />
        </TabsContent>
      </Tabs>
      {creating && (
        <CampaignDialog
          onClose={() => setCreating(false)}
          onSaved={({ id }) => router.push(`${base}/campaigns/${id}`)}
        />
      )}
    </>
  );
}

interface CampaignListProps {
  state: (typeof STATES)[number];
  base: string;
}

function CampaignList({ state, base }: CampaignListProps) {
  const t = useTranslations("campaigns");
  const list = api.campaigns.list.useQuery({ state });
  if (list.isPending) return <ListSkeleton rows={4} />;
  if (list.isError) return <QueryError query={list} />;
  const { items } = list.data;
  if (items.length === 0)
    return (
      <EmptyState
        icon={Megaphone}
        title={t(`empty.${state}.title`)}
        description={t(`empty.${state}.description`)}
      />
    );
  return (
    <ul aria-label={t(`state.${state}`)} className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {items.map((campaign) => (
        <CampaignCard key={campaign.id} campaign={campaign} base={base} />
      ))}
    </ul>
  );
}
