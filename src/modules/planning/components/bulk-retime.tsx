"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Id } from "@/kernel/ids";
import { type RetimeChange, retimeChange } from "@/modules/publishing/schemas.organise";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import type { Bulk } from "./use-bulk";

const WAYS = ["days", "minutes", "time", "date"] as const;
type Way = (typeof WAYS)[number];

/** What the person chose, as the server takes it; null while it says nothing or too much. */
function changeOf(way: Way, value: string): RetimeChange | null {
  const written =
    way === "time" || way === "date" ? { by: way, [way]: value } : { by: "shift", [way]: Number(value) };
  return value === "" ? null : (retimeChange.safeParse(written).data ?? null);
}

interface BulkRetimeProps {
  postIds: Id<"post">[];
  zone: string;
  bulk: Bulk;
  onClose: () => void;
}

/** Give the chosen posts other times: earlier or later, at one time of day, or on one day. */
export function BulkRetime({ postIds, zone, bulk, onClose }: BulkRetimeProps) {
  const t = useTranslations();
  const formId = useId();
  const [way, setWay] = useState<Way>("days");
  const [values, setValues] = useState<Record<Way, string>>({
    days: "1",
    minutes: "15",
    time: "09:00",
    date: "",
  });
  const change = changeOf(way, values[way]);
  const { retime } = bulk.mutations;
  const save = () => {
    if (!change) return;
    void bulk.run("retime", () => retime.mutateAsync({ postIds, change })).then(onClose, () => undefined);
  };
  const number = way === "days" || way === "minutes";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("planning.bulk.retimeTitle", { count: postIds.length })}
        description={t("planning.bulk.retimeDescription", { zone: zone.replaceAll("_", " ") })}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              disabled={!change}
              loading={retime.isPending}
            >
              {t("planning.bulk.apply")}
            </Button>
          </>
        }
      >
        <form
          id={formId}
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <RadioGroup
            value={way}
            onValueChange={(next) => setWay(next as Way)}
            aria-label={t("planning.bulk.retime")}
            className="sm:grid-cols-2"
          >
            {WAYS.map((key) => (
              <RadioOption
                key={key}
                value={key}
                label={t(`planning.bulk.way.${key}`)}
                hint={t(`planning.bulk.wayHint.${key}`)}
              />
            ))}
          </RadioGroup>
          <Field
            label={t(`planning.bulk.value.${way}`)}
            hint={number ? t("planning.bulk.negative") : undefined}
            error={values[way] !== "" && !change ? t(`planning.bulk.invalid.${way}`) : undefined}
          >
            {(control) => (
              <Input
                {...control}
                type={number ? "number" : way}
                step={1}
                className="w-44"
                value={values[way]}
                onChange={(event) => setValues({ ...values, [way]: event.target.value })}
              />
            )}
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
