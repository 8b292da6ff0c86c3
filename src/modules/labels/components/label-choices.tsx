"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { HUES } from "@/kernel/palette";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { QueryError } from "@/ui/patterns/query-error";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Input } from "@/ui/primitives/input";
import { Skeleton } from "@/ui/primitives/skeleton";
import { toast } from "@/ui/primitives/toast";

export type LabelMark = boolean | "indeterminate";

export interface LabelChoicesProps {
  markOf: (id: Id<"label">) => LabelMark;
  onChange: (id: Id<"label">, on: boolean) => void;
}

/** The workspace's labels to tick, searched by typing; what is not there yet is made on the spot. */
export function LabelChoices({ markOf, onChange }: LabelChoicesProps) {
  const t = useTranslations("labels");
  const [search, setSearch] = useState("");
  const labels = api.labels.list.useQuery({});
  if (labels.isError) return <QueryError query={labels} />;
  const wanted = search.trim().toLowerCase();
  const items = labels.data?.items ?? [];
  const found = items.filter(({ name }) => name.toLowerCase().includes(wanted));
  const isNew = wanted !== "" && !items.some(({ name }) => name.toLowerCase() === wanted);
  return (
    <div className="grid gap-3">
      <Input
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        maxLength={40}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {labels.isPending && <Skeleton className="h-24" />}
      {found.length > 0 && (
        <ul aria-label={t("title")} className="grid max-h-64 gap-2.5 overflow-y-auto p-1">
          {found.map(({ id, name, color }) => (
            <li key={id}>
              <CheckboxField
                label={
                  <span className="inline-flex items-center gap-2">
                    <HueDot hue={color} />
                    {name}
                  </span>
                }
                checked={markOf(id)}
                onCheckedChange={(next) => onChange(id, next === true)}
              />
            </li>
          ))}
        </ul>
      )}
      {labels.data && items.length === 0 && wanted === "" && (
        <p className="text-sm text-ink-muted">{t("firstHint")}</p>
      )}
      {isNew && (
        <NewLabel
          name={search.trim()}
          used={items.length}
          onMade={(id) => {
            onChange(id, true);
            setSearch("");
          }}
        />
      )}
    </div>
  );
}

interface NewLabelProps {
  name: string;
  /** How many labels there are: the next one takes the next colour. */
  used: number;
  onMade: (id: Id<"label">) => void;
}

function NewLabel({ name, used, onMade }: NewLabelProps) {
  const t = useTranslations("labels");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const create = api.labels.create.useMutation({
    onSuccess: async ({ id }) => {
      await Promise.all([cache.labels.invalidate(), cache.planning.swatches.invalidate()]);
      onMade(id);
    },
    onError: (error) => void toast.error(message(error)),
  });
  return (
    <Button
      size="sm"
      className="justify-self-start"
      loading={create.isPending}
      onClick={() => create.mutate({ name, color: HUES[(used + 1) % HUES.length] ?? "blue" })}
    >
      <Plus aria-hidden />
      {t("make", { name })}
    </Button>
  );
}
