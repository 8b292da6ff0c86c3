import { useTranslations } from "next-intl";
import { Card } from "@/ui/primitives/card";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";

const STOPS = [
  { key: "site", kind: "done" },
  { key: "bluesky", kind: "done" },
  { key: "mastodon", kind: "running" },
  { key: "webhook", kind: "paused" },
] as const satisfies readonly { key: string; kind: StatusKind }[];

/** One post on its way to four channels: an example, and labelled as one. */
export function PostJourney() {
  const t = useTranslations("marketing.journey");
  return (
    <figure className="grid min-w-0 gap-3">
      <Card className="min-w-0 shadow-lg">
        <div className="grid gap-2 border-b border-line px-5 py-4">
          <p className="tabular flex items-center justify-between gap-3 text-xs text-ink-subtle">
            <span>{t("when")}</span>
            <span className="truncate">{t("zone")}</span>
          </p>
          <p className="leading-relaxed">{t("body")}</p>
        </div>
        <ul className="divide-y divide-line">
          {STOPS.map(({ key, kind }) => (
            <li key={key} className="flex items-center gap-3 px-5 py-3 text-sm">
              <span className="min-w-0 grow">
                <span className="block font-medium">{t(`stops.${key}.name`)}</span>
                <span className="block text-[0.8125rem] text-ink-subtle">{t(`stops.${key}.detail`)}</span>
              </span>
              <StatusBadge kind={kind}>{t(`stops.${key}.state`)}</StatusBadge>
            </li>
          ))}
        </ul>
      </Card>
      <figcaption className="text-center text-xs text-ink-subtle">{t("caption")}</figcaption>
    </figure>
  );
}
