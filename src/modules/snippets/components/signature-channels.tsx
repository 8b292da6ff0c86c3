"use client";

import { useTranslations } from "next-intl";
import { type Control, useController } from "react-hook-form";
import type { z } from "zod";
import { NetworkMark } from "@/modules/publishing/components/delivery-network";
import { api } from "@/trpc/client";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { snippetFields } from "../schemas";

type Values = z.input<typeof snippetFields.signature>;

/** The channels to whose texts a signature is added by itself. */
export function SignatureChannelsField({ control }: { control: Control<Values, unknown, unknown> }) {
  const t = useTranslations("snippets.field");
  const channels = api.channels.list.useQuery({});
  const { field } = useController({ control: control as Control<Values>, name: "channelIds" });
  const chosen = field.value ?? [];
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-medium">{t("channels")}</legend>
      <p className="text-[0.8125rem] text-ink-subtle">{t("channelsHint")}</p>
      {channels.isPending && <Skeleton className="h-16" />}
      {channels.data?.items.map(({ id, name, network }) => (
        <CheckboxField
          key={id}
          label={
            <span className="inline-flex items-center gap-2">
              <NetworkMark network={network} />
              {name}
            </span>
          }
          checked={chosen.includes(id)}
          onCheckedChange={(on) =>
            field.onChange(on === true ? [...chosen, id] : chosen.filter((other) => other !== id))
          }
        />
      ))}
    </fieldset>
  );
}
