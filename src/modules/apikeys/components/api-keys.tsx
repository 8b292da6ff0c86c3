"use client";

import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { ApiKeyTable } from "./api-key-table";
import { CreateKey } from "./create-key";

export interface ApiKeysProps {
  /** IANA zone of the workspace. */
  zone: string;
}

/** The keys of the workspace's integrations: make one, see which are used, revoke. */
export function ApiKeys({ zone }: ApiKeysProps) {
  const t = useTranslations("apikeys");
  const [creating, setCreating] = useState(false);
  const [keys] = api.apiKeys.list.useSuspenseQuery();
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <Section
      title={t("title")}
      description={t("description")}
      actions={
        <>
          <ButtonLink href="/developers">{t("documentation")}</ButtonLink>
          {keys.length > 0 && create}
        </>
      }
    >
      {keys.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          title={t("empty.title")}
          description={t("empty.description")}
          action={create}
        />
      ) : (
        <ApiKeyTable keys={keys} zone={zone} />
      )}
      <Dialog open={creating} onOpenChange={setCreating}>
        <DialogContent title={t("form.title")} description={t("form.description")}>
          <CreateKey onDone={() => setCreating(false)} />
        </DialogContent>
      </Dialog>
    </Section>
  );
}
