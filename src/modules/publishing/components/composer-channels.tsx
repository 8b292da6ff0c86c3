"use client";

import { useTranslations } from "next-intl";
import { useParams } from "next/navigation";
import { Link } from "@/ui/primitives/link";
import { ChannelChip } from "./composer-channel-chip";
import { elementIdOf, sharedTab } from "./composer-check";
import { useComposer } from "./composer-context";

/** Where the post goes: every channel of the workspace, those that cannot send explained. */
export function ComposerChannels() {
  const t = useTranslations("composer.channels");
  const { workspace } = useParams<{ workspace: string }>();
  const { channels, composed, dispatch, readOnly, rights } = useComposer();
  const chosen = new Set<string>(composed.map(({ channel }) => channel.id));
  const shown = channels.filter(({ id, state }) => state !== "disconnected" || chosen.has(id));
  const troubled = shown.filter(({ state, id }) => state !== "active" && chosen.has(id));
  return (
    <section aria-labelledby="composer-channels-label" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="composer-channels-label" className="text-sm font-medium">
          {t("label")}
        </h2>
        {rights.manageChannels && (
          <Link href={`/${workspace}/channels`} className="text-[0.8125rem]">
            {t("manage")}
          </Link>
        )}
      </div>
      <ul
        id={elementIdOf({ tab: sharedTab, field: "channels" })}
        tabIndex={-1}
        className="flex flex-wrap gap-2 rounded-md"
      >
        {shown.map((channel) => (
          <li key={channel.id} className="max-w-full">
            <ChannelChip
              channel={channel}
              id={elementIdOf({ tab: sharedTab, field: `channels.${channel.id}` })}
              chosen={chosen.has(channel.id)}
              disabled={readOnly}
              onChange={(on) => dispatch({ type: "channel", channelId: channel.id, chosen: on })}
            />
          </li>
        ))}
      </ul>
      {troubled.map(({ id, name, state, problem }) => (
        <p key={id} className="text-[0.8125rem] text-warning-ink">
          {t(state === "broken" ? "brokenHint" : "disconnectedHint", { name })} {problem}
        </p>
      ))}
    </section>
  );
}
