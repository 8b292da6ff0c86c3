"use client";

import { useNow } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/i18n/use-format";
import { Combobox, type ComboboxProps } from "@/ui/primitives/combobox";

/** Every IANA zone by name, with its offset today. */
export function TimeZoneSelect(props: Omit<ComboboxProps, "options">) {
  const { zone: format } = useFormat();
  const now = useNow();
  const options = useMemo(() => {
    const known = new Set([
      "UTC",
      ...Intl.supportedValuesOf("timeZone"),
      ...(props.value ? [props.value] : []),
    ]);
    return [...known].map((zone) => ({ value: zone, label: format(zone, now) }));
  }, [format, now, props.value]);
  return <Combobox options={options} {...props} />;
}
