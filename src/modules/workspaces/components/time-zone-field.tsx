"use client";

import { useMemo } from "react";
import { useFormat } from "@/i18n/use-format";
import { Combobox, type ComboboxProps } from "@/ui/primitives/combobox";

/** Every IANA zone by name, with its offset today. */
export function TimeZoneSelect(props: Omit<ComboboxProps, "options">) {
  const { zone: format } = useFormat();
  const options = useMemo(() => {
    const now = new Date();
    const known = new Set([
      "UTC",
      ...Intl.supportedValuesOf("timeZone"),
      ...(props.value ? [props.value] : []),
    ]);
    return [...known].map((zone) => ({ value: zone, label: format(zone, now) }));
  }, [format, props.value]);
  return <Combobox options={options} {...props} />;
}
