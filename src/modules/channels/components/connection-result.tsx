"use client";

import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { toast } from "@/ui/primitives/toast";

const query = { connected: parseAsString, reconnected: parseAsString, refused: parseAsString };

/** Tells how a connection ended for whom the network has just sent back, once: the address is cleaned at once. */
export function ConnectionResult() {
  const t = useTranslations("channels.result");
  const [{ connected, reconnected, refused }, setQuery] = useQueryStates(query, { history: "replace" });
  // Kept from the first drawing: the address forgets it.
  const [refusal] = useState(refused);
  const channelId = connected ?? reconnected;
  const outcome = connected ? "connected" : "reconnected";
  const channels = api.channels.list.useInfiniteQuery({}, { getNextPageParam: (page) => page.nextCursor });
  const name = channels.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === channelId)?.name;
  useEffect(() => {
    if (channelId && name) toast.success(t(outcome, { name }), { id: channelId });
    if (refused || (channelId && name)) void setQuery({ connected: null, reconnected: null, refused: null });
  }, [channelId, name, outcome, refused, setQuery, t]);
  const sentence = useRefusal();
  return refusal ? (
    <Banner live tone="danger" className="mb-6" title={t("refused")}>
      {sentence(refusal)}
    </Banner>
  ) : null;
}

/** The sentence for a reason that came in the address; anything that we did not write is not repeated. */
function useRefusal(): (reason: string) => string {
  const t = useTranslations() as unknown as LooseTranslator;
  return (reason) => {
    if (reason === "channel.other_account") return t("channels.result.otherAccount");
    const problem = /^channel\.connect_([a-z_]+)$/.exec(reason)?.[1];
    const key = problem ? `networks.problems.${problem}` : `errors.${reason}`;
    const known = /^(networks\.problems|errors\.(connection|network|permission))\.[a-z_]+$/.test(key);
    return known && t.has(key) ? t(key) : t("errors.code.UNEXPECTED");
  };
}
