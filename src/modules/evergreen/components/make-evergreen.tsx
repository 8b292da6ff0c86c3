"use client";

import { Leaf } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Id, isId } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { Select } from "@/ui/primitives/select";
import { Skeleton } from "@/ui/primitives/skeleton";
import { toast } from "@/ui/primitives/toast";

export interface MakeEvergreenProps {
  postId: Id<"post">;
  base: string;
}

/** Copy a post into an evergreen collection. */
export function MakeEvergreen({ postId, base }: MakeEvergreenProps) {
  const t = useTranslations("evergreen.fromPost");
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost">
          <Leaf aria-hidden />
          {t("action")}
        </Button>
      </DialogTrigger>
      <DialogContent size="sm" title={t("title")} description={t("description")}>
        <Choice postId={postId} base={base} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function Choice({ postId, base, onDone }: MakeEvergreenProps & { onDone: () => void }) {
  const t = useTranslations("evergreen.fromPost");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const [chosen, setChosen] = useState<Id<"collection"> | null>(null);
  const list = api.evergreen.collections.useQuery();
  const make = api.evergreen.createFromPost.useMutation({
    onError: (error) => toast.error(message(error)),
    onSettled: () => cache.evergreen.invalidate(),
  });
  if (list.isPending) return <Skeleton className="h-9" />;
  const collections = list.data?.items ?? [];
  const current = collections.find(({ id }) => id === chosen) ?? collections[0];
  if (!current)
    return (
      <div className="grid gap-3">
        <p className="text-sm text-ink-muted">{t("none")}</p>
        <ButtonLink href={`${base}/evergreen`}>{t("open")}</ButtonLink>
      </div>
    );
  const add = () =>
    make.mutate(
      { collectionId: current.id, postId },
      {
        onSuccess: () => {
          toast.success(t("done", { name: current.name }));
          onDone();
        },
      },
    );
  return (
    <div className="grid gap-4">
      <Field label={t("collection")}>
        {(control) => (
          <Select
            {...control}
            value={current.id}
            onValueChange={(value) => isId("collection", value) && setChosen(value)}
            options={collections.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
      <Button variant="primary" loading={make.isPending} onClick={add}>
        {t("confirm")}
      </Button>
    </div>
  );
}
