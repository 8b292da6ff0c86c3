"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Input } from "@/ui/primitives/input";
import type { NetworkView } from "../schemas";
import { NetworkIcon } from "./network-icon";
import { useNetworkWords } from "./use-network-words";

/** Below this many the eye is faster than a search field. */
const searchFrom = 8;

export interface NetworkGalleryProps {
  networks: readonly NetworkView[];
  onChoose: (network: NetworkView) => void;
}

/** Every network that can be connected, with what it promises about a delivery. */
export function NetworkGallery({ networks, onChoose }: NetworkGalleryProps) {
  const t = useTranslations("channels.gallery");
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase();
  const found = networks.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return (
    <div className="grid gap-3">
      {networks.length >= searchFrom && (
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <p role="status" className="text-sm text-ink-muted empty:hidden">
        {found.length === 0 ? t("none") : null}
      </p>
      <ul aria-label={t("list")} className="grid gap-2">
        {found.map((network) => (
          <li key={network.key}>
            <NetworkChoice network={network} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function NetworkChoice({
  network,
  onChoose,
}: {
  network: NetworkView;
  onChoose: (network: NetworkView) => void;
}) {
  const guarantee = useTranslations("networks.guarantee");
  const { description } = useNetworkWords()(network.key);
  return (
    <button
      type="button"
      onClick={() => onChoose(network)}
      className="flex w-full items-start gap-3 rounded-lg border border-line bg-surface p-3 text-left shadow-xs transition-colors hover:border-line-strong hover:bg-hover"
    >
      <NetworkIcon icon={network.icon} />
      <span className="grid min-w-0 grow gap-0.5">
        <span className="font-medium">{network.name}</span>
        {description && <span className="text-sm text-ink-muted">{description}</span>}
        <span className="text-xs text-ink-subtle">{guarantee(network.guarantee)}</span>
      </span>
      <ChevronRight aria-hidden className="mt-2.5 size-4 shrink-0 text-ink-subtle" />
    </button>
  );
}
