"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import { useOwnWords } from "@/ui/forms/use-own-words";
import { Timeline, type TimelineItem } from "@/ui/patterns/timeline";
import type { Tone } from "@/ui/tone";
import type { AttemptView } from "../schemas";
import { useReasonWords } from "./delivery-reason";

const OUTCOME_TONE: Record<string, Tone> = {
  published: "success",
  found: "success",
  rejected: "danger",
  retry: "warning",
  unknown: "warning",
  absent: "neutral",
};

export interface DeliveryAttemptsProps {
  attempts: readonly AttemptView[];
  channelName: string;
  zone: string;
}

/** Every call made for a delivery, with the network's own answer. */
export function DeliveryAttempts({ attempts, channelName, zone }: DeliveryAttemptsProps) {
  const t = useTranslations("publishing.attempts");
  const outcomes = useTranslations("publishing.attempts.outcome") as unknown as LooseTranslator;
  const format = useFormat();
  const titleOf = ({ kind, outcome }: AttemptView): string => {
    const word = outcome === null ? "none" : outcome;
    return t("line", { what: t(kind), outcome: outcomes.has(word) ? outcomes(word) : word });
  };
  if (attempts.length === 0) return <p className="text-sm text-ink-muted">{t("none")}</p>;
  const items = attempts.map(
    (attempt): TimelineItem => ({
      key: attempt.id,
      tone: OUTCOME_TONE[attempt.outcome ?? ""] ?? "neutral",
      title: titleOf(attempt),
      time: (
        <time dateTime={attempt.startedAt.toISOString()}>
          {format.instant(attempt.startedAt, zone, "precise")}
        </time>
      ),
      children: <AttemptFacts attempt={attempt} />,
    }),
  );
  return <Timeline label={t("label", { channel: channelName })} items={items} />;
}

function AttemptFacts({ attempt }: { attempt: AttemptView }) {
  const t = useTranslations("publishing.attempts");
  const words = useReasonWords();
  const ownWords = useOwnWords();
  const { startedAt, finishedAt, httpStatus, reason, detail, answer } = attempt;
  const took = finishedAt ? finishedAt.getTime() - startedAt.getTime() : null;
  const facts = [
    took === null ? null : t("took", { ms: took }),
    httpStatus === null ? null : t("status", { status: String(httpStatus) }),
  ].filter((fact) => fact !== null);
  const own = detail && ownWords(detail);
  return (
    <div className="grid gap-1">
      {facts.length > 0 && <p className="tabular text-xs">{facts.join(" · ")}</p>}
      {reason && <p>{words(reason)}</p>}
      {detail && <p className={cn("break-words", !own && "italic")}>{own || detail}</p>}
      {answer !== null && answer !== undefined && (
        <details>
          <summary className="w-fit rounded-xs text-xs text-accent-ink underline decoration-accent-line underline-offset-4">
            {t("raw")}
          </summary>
          <pre
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label={t("raw")}
            role="region"
            className="mt-2 max-h-72 overflow-auto whitespace-pre-wrap break-all rounded-md border border-line bg-sunken p-3 font-mono text-xs text-ink"
          >
            {typeof answer === "string" ? answer : JSON.stringify(answer, null, 2)}
          </pre>
        </details>
      )}
    </div>
  );
}
