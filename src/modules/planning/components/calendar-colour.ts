import { HUES, type Hue, hueOf } from "@/kernel/palette";
import { POST_LOOK } from "@/modules/publishing/components/state-badge";
import { SOFT_HUE } from "@/ui/hue";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import { SOFT_TONE } from "@/ui/tone";
import type { PlannedPost } from "../schemas";
import type { Swatches } from "../schemas.grid";

export const COLOURINGS = ["state", "channel", "campaign"] as const;
/** What the colours of a calendar tell apart. */
export type Colouring = (typeof COLOURINGS)[number];

export interface Painter {
  /** The classes of a post's chip. */
  chip: (post: PlannedPost) => string;
  legend: readonly { key: string; name: string; hue: Hue }[];
}

interface Named {
  id: string;
  name: string;
}

const plain = "border-line bg-surface text-ink";

/** The colours of a calendar: states keep their tone, channels get a hue in the order of their names, campaigns have theirs. */
export function painterOf(
  colouring: Colouring,
  { channels, campaigns }: { channels: readonly Named[]; campaigns: Swatches["campaigns"] },
): Painter {
  if (colouring === "channel") {
    // Slate is left out: it looks like nothing in particular.
    const hues = HUES.slice(1);
    const legend = channels.map(({ id, name }, index) => ({
      ...{ key: id, name },
      hue: hues[index % hues.length] ?? "slate",
    }));
    const hue = new Map(legend.map((entry) => [entry.key, entry.hue]));
    return {
      legend,
      chip: ({ channels: [first] }) => {
        const found = first && hue.get(first.channelId);
        return found ? SOFT_HUE[found] : plain;
      },
    };
  }
  if (colouring === "campaign") {
    const legend = campaigns.map(({ id, name, color }) => ({ key: id, name, hue: hueOf(color) }));
    const hue = new Map<string, Hue>(legend.map((entry) => [entry.key, entry.hue]));
    return {
      legend,
      chip: ({ campaignId }) => {
        const found = campaignId && hue.get(campaignId);
        return found ? SOFT_HUE[found] : plain;
      },
    };
  }
  return { legend: [], chip: ({ state }) => SOFT_TONE[STATUS_LOOK[POST_LOOK[state]].tone] };
}
