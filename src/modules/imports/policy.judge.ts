import { isId } from "@/kernel/ids";
import type { ChannelView } from "@/modules/channels/schemas";
import type { Asset } from "@/modules/media/schemas";
import type { VariantDraft } from "@/networks/capabilities";
import type { ImportField, RowProblem } from "./schemas";
import type { ReadRow, RowFile, RowWorld } from "./types";

/** The one file of the library that a word names, by name or id. */
export const assetNamed = ({ assets }: RowWorld, word: string): Asset | undefined => {
  const [only, ...others] = assets.get(isId("asset", word) ? word : word.toLowerCase()) ?? [];
  return others.length === 0 ? only : undefined;
};

const REMOTE = {
  mp4: ["video", "video/mp4"],
  gif: ["gif", "image/gif"],
  png: ["image", "image/png"],
  webp: ["image", "image/webp"],
} as const;

/** A file that is not here yet counts as one of its kind that fits: what it truly is shows once it is fetched. */
function mediaDraftOf(file: RowFile): VariantDraft["media"][number] {
  if ("asset" in file) return { ...file.asset, altText: file.altText };
  const extension = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(file.url)?.[1]?.toLowerCase() ?? "";
  const [kind, mimeType] = REMOTE[extension as keyof typeof REMOTE] ?? (["image", "image/jpeg"] as const);
  return { kind, mimeType, bytes: 1, width: null, height: null, durationMs: null, altText: file.altText };
}

/** What a row says on one of its channels. */
function draftFor(
  { body, files, parts, variants }: Omit<ReadRow, "problems">,
  { id }: ChannelView,
  world: RowWorld,
): Omit<VariantDraft, "title"> {
  const own = variants.find(({ channelId }) => channelId === id);
  const chosen = own?.files ? files.filter((_, index) => own.files?.includes(index)) : files;
  return {
    body: own?.body ?? body,
    media: chosen.map(mediaDraftOf),
    settings: own?.settings ?? {},
    parts: (own?.parts ?? parts).map((part) => ({
      ...part,
      media: part.media.flatMap(({ assetId, altText }) => {
        const asset = assetNamed(world, assetId);
        return asset ? [{ ...asset, altText }] : [];
      }),
    })),
  };
}

const FIELD_OF_ISSUE: Record<string, ImportField> = {
  title: "title",
  body: "text",
  media: "media",
  parts: "thread",
};

/** What the networks of a row's channels would refuse or warn of, one line for what several say alike. */
export function networkProblems(row: Omit<ReadRow, "problems">, world: RowWorld): RowProblem[] {
  const { title, campaign, signed } = row;
  const campaignId = campaign && "id" in campaign ? campaign.id : null;
  const found = new Map<string, RowProblem>();
  const isDraft = row.when === null && !row.queued;
  for (const channel of row.channels)
    for (const issue of world.issuesOf({ title, ...draftFor(row, channel, world) }, channel, {
      campaignId,
      signed,
    })) {
      const key = JSON.stringify(issue);
      const known = found.get(key);
      const names = known?.channel ? `${known.channel}, ${channel.name}` : channel.name;
      const field = FIELD_OF_ISSUE[issue.field.split(".")[0] ?? ""] ?? null;
      // A draft may be unfinished: nothing of it is sent.
      const severity = isDraft ? ("warning" as const) : issue.severity;
      found.set(key, { severity, code: "network", field, details: {}, channel: names, issue });
    }
  return [...found.values()];
}
