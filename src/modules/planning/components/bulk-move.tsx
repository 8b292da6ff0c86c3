"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Id, isId } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Select } from "@/ui/primitives/select";
import type { Bulk } from "./use-bulk";

const none = "none";

interface BulkMoveProps {
  postIds: Id<"post">[];
  bulk: Bulk;
  onClose: () => void;
}

/** Move the chosen posts to a campaign, or out of theirs. */
export function BulkMove({ postIds, bulk, onClose }: BulkMoveProps) {
  const t = useTranslations();
  const campaigns = api.campaigns.list.useQuery({ state: "active" });
  const [chosen, setChosen] = useState<string>();
  const { move } = bulk.mutations;
  const save = () => {
    const campaignId = isId("campaign", chosen) ? chosen : null;
    void bulk.run("move", () => move.mutateAsync({ postIds, campaignId })).then(onClose, () => undefined);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size="sm"
        title={t("planning.bulk.moveTitle", { count: postIds.length })}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button variant="primary" disabled={!chosen} loading={move.isPending} onClick={save}>
              {t("planning.bulk.apply")}
            </Button>
          </>
        }
      >
        <Field
          label={t("planning.posts.filter.campaign")}
          hint={campaigns.data?.items.length === 0 ? t("planning.bulk.noCampaigns") : undefined}
        >
          {(control) => (
            <Select
              {...control}
              className="w-full"
              value={chosen}
              onValueChange={setChosen}
              options={[
                { value: none, label: t("planning.bulk.noCampaign") },
                ...(campaigns.data?.items ?? []).map(({ id, name, color }) => ({
                  value: id,
                  label: (
                    <span className="inline-flex items-center gap-2">
                      <HueDot hue={color} />
                      {name}
                    </span>
                  ),
                })),
              ]}
            />
          )}
        </Field>
      </DialogContent>
    </Dialog>
  );
}
