"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DeliveryView } from "../schemas";

const statesOf = (deliveries: readonly DeliveryView[]) =>
  new Map(deliveries.map(({ id, state }) => [id, state]));

/** Tells screen readers, politely, each state that a delivery has come to since the page opened. */
export function PostNews({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  const t = useTranslations("publishing");
  const [seen, setSeen] = useState(() => statesOf(deliveries));
  const [news, setNews] = useState("");
  const changed = deliveries.filter(({ id, state }) => seen.get(id) !== state);
  if (changed.length > 0 || seen.size !== deliveries.length) {
    setSeen(statesOf(deliveries));
    if (changed.length > 0)
      setNews(
        changed
          .map(({ channelName, state }) =>
            t("post.announce", { channel: channelName, state: t(`deliveryState.${state}`) }),
          )
          .join(". "),
      );
  }
  return (
    <p role="status" className="sr-only">
      {news}
    </p>
  );
}
