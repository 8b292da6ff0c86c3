import { useMemo } from "react";
import type { TextCapability } from "@/networks/capabilities";
import { cn } from "@/ui/cn";
import { segmentsOf } from "./preview-segments";

interface PreviewTextProps {
  text: string;
  capability: TextCapability;
  lang: string;
  className?: string;
}

/** A text with its links, mentions and tags as the network colours them. */
export function PreviewText({ text, capability, lang, className }: PreviewTextProps) {
  const segments = useMemo(() => segmentsOf(text, capability), [text, capability]);
  return (
    <p lang={lang} dir="auto" className={cn("whitespace-pre-wrap wrap-anywhere", className)}>
      {segments.map((segment, index) =>
        segment.kind === "text" ? (
          segment.text
        ) : (
          // A text has no other key than its order.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className="text-info-ink">
            {segment.text}
          </span>
        ),
      )}
    </p>
  );
}
