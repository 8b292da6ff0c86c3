"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useComposer } from "./composer-context";

/** Long enough that a screen reader is not interrupted at each key. */
const quietMs = 1_000;

/** Says, once the author pauses, on which channels the text has become too long. */
export function ComposerAnnouncer() {
  const t = useTranslations("composer.count");
  const { composed } = useComposer();
  const [said, setSaid] = useState("");
  const sentence = composed
    .filter(({ count }) => count.used > count.max)
    .map(({ channel, count }) => t("tooLong", { name: channel.name, count: count.used - count.max }))
    .join(" ");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(sentence), quietMs);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
