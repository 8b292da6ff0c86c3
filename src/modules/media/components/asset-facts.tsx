"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { type Definition, DefinitionList } from "@/ui/patterns/definition-list";
import type { AssetDetail } from "../schemas";

/** What is known of a file. */
export function AssetFacts({ asset, zone }: { asset: AssetDetail; zone: string }) {
  const t = useTranslations("media.detail");
  const format = useFormat();
  const { width, height, durationMs } = asset;
  const items: Definition[] = [
    { key: "type", term: t("type"), value: asset.mimeType },
    { key: "size", term: t("size"), value: format.bytes(asset.bytes) },
    {
      key: "dimensions",
      term: t("dimensions"),
      value: width !== null && height !== null ? t("pixels", { width, height }) : null,
    },
    ...(asset.kind === "video"
      ? [
          {
            key: "duration",
            term: t("duration"),
            value: durationMs === null ? null : format.duration(durationMs),
          },
        ]
      : []),
    { key: "added", term: t("added"), value: format.instant(asset.createdAt, zone) },
    { key: "used", term: t("used"), value: t("posts", { count: asset.usedInPosts }) },
  ];
  return <DefinitionList items={items} />;
}
