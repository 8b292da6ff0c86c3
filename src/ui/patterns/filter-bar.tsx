"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../primitives/button";
import { Input } from "../primitives/input";

export interface FilterBarProps {
  /** Leave out when the list cannot be searched by text. */
  search?: { value: string; onChange: (value: string) => void; placeholder?: string };
  /** The controls that narrow the list. */
  children?: ReactNode;
  /** True while any filter narrows the list: then it can be cleared. */
  active: boolean;
  onClear: () => void;
}

/** Search and filters above a list; their state belongs in the address. */
export function FilterBar({ search, children, active, onClear }: FilterBarProps) {
  const t = useTranslations("ui.filter");
  return (
    <search
      aria-label={t("label")}
      // On a phone a choice is as wide as its words, and then takes what is left of its line: none is cut short.
      className="mb-4 flex flex-wrap items-center gap-2 max-sm:*:[[role=combobox]]:w-auto max-sm:*:[[role=combobox]]:max-w-full max-sm:*:[[role=combobox]]:grow max-sm:*:[[role=combobox]]:basis-auto"
    >
      {search && (
        <div className="relative min-w-48 grow basis-48 sm:max-w-xs">
          <Search
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-subtle"
          />
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={search.placeholder ?? t("search")}
            value={search.value}
            onChange={(event) => search.onChange(event.target.value)}
            className="pl-9"
          />
        </div>
      )}
      {children}
      {active && (
        <Button variant="ghost" onClick={onClear}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
    </search>
  );
}
