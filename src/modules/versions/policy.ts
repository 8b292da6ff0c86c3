import type { Id } from "@/kernel/ids";
import { diffText } from "@/kernel/text-diff";
import type { ChannelChange, Comparison, MediaChange, PartChange, VersionContent } from "./schemas";

type Media = VersionContent["media"];
type Part = VersionContent["parts"][number];

function diffMedia(before: Media, after: Media): MediaChange {
  const [old, now] = [before.map(({ assetId }) => assetId), after.map(({ assetId }) => assetId)];
  const altOf = new Map(before.map(({ assetId, altText }) => [assetId, altText]));
  const kept = now.filter((id) => old.includes(id));
  return {
    added: now.filter((id) => !old.includes(id)),
    removed: old.filter((id) => !now.includes(id)),
    described: after
      .filter(({ assetId, altText }) => altOf.has(assetId) && altOf.get(assetId) !== altText)
      .map(({ assetId }) => assetId),
    reordered: kept.join() !== old.filter((id) => now.includes(id)).join(),
  };
}

/** Tell whether anything changed about the files. */
export const mediaChanged = ({ added, removed, described, reordered }: MediaChange): boolean =>
  reordered || added.length + removed.length + described.length > 0;

function diffParts(before: readonly Part[], after: readonly Part[]): PartChange[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, index) => [before[index], after[index]] as const).flatMap(
    ([old, now], index): PartChange[] => {
      if (JSON.stringify(old) === JSON.stringify(now)) return [];
      const [from, to] = [old?.delayMinutes ?? null, now?.delayMinutes ?? null];
      return [
        {
          number: index + 1,
          change: old === undefined ? "added" : now === undefined ? "removed" : "changed",
          text: diffText(old?.body ?? "", now?.body ?? ""),
          media: diffMedia(old?.media ?? [], now?.media ?? []),
          delayMinutes: from === to ? null : { before: from, after: to },
        },
      ];
    },
  );
}

interface Face {
  body: string;
  media: Media;
  parts: Part[];
  settings: Record<string, unknown>;
}

/** What a version says on one channel; null where it does not go there. */
function faceOn(content: VersionContent, channelId: Id<"channel">): Face | null {
  const variant = content.variants.find((candidate) => candidate.channelId === channelId);
  if (!variant) return null;
  const { assetIds } = variant;
  return {
    body: variant.body ?? content.body,
    media: content.media.filter(({ assetId }) => assetIds === null || assetIds.includes(assetId)),
    parts: variant.parts ?? content.parts,
    settings: variant.settings,
  };
}

const ownFace = ({ body, media, parts }: VersionContent): Face => ({ body, media, parts, settings: {} });
const nothing: Face = { body: "", media: [], parts: [], settings: {} };

type Group = Omit<ChannelChange, "channels"> & { channelIds: Id<"channel">[] };

function compareFaces(channelIds: Id<"channel">[], before: Face | null, after: Face | null): Group {
  const [old, now] = [before ?? nothing, after ?? nothing];
  const options = [...new Set([...Object.keys(old.settings), ...Object.keys(now.settings)])];
  const same = JSON.stringify(before) === JSON.stringify(after);
  return {
    channelIds,
    change: before === null ? "added" : after === null ? "removed" : same ? "same" : "changed",
    text: diffText(old.body, now.body),
    media: diffMedia(old.media, now.media),
    parts: diffParts(old.parts, now.parts),
    settings: options.filter(
      (key) => JSON.stringify(old.settings[key]) !== JSON.stringify(now.settings[key]),
    ),
  };
}

export type VersionDiff = Pick<Comparison, "title" | "language" | "tags"> & { groups: Group[] };

const wordChange = (before: string | null, after: string | null) =>
  before === after ? null : { before, after };

/** What changed between two versions, as each network would have shown it; channels that say the same stand together. */
export function diffVersions(before: VersionContent | null, after: VersionContent): VersionDiff {
  const old = before?.variants ?? [];
  const channelIds = [...new Set([...after.variants, ...old].map(({ channelId }) => channelId))];
  const faces = channelIds.map((id) => ({
    id,
    before: before && faceOn(before, id),
    after: faceOn(after, id),
  }));
  const alike = Map.groupBy(faces, (face) => JSON.stringify([face.before, face.after]));
  const groups = [...alike.values()].flatMap((group) => {
    const [first] = group;
    const ids = group.map(({ id }) => id);
    return first ? [compareFaces(ids, first.before, first.after)] : [];
  });
  const [oldTags, newTags] = [before?.tags ?? [], after.tags];
  return {
    title: wordChange(before?.title ?? null, after.title),
    language: before ? wordChange(before.language ?? null, after.language ?? null) : null,
    tags: {
      added: newTags.filter((tag) => !oldTags.includes(tag)),
      removed: oldTags.filter((tag) => !newTags.includes(tag)),
    },
    groups: groups.length > 0 ? groups : [compareFaces([], before && ownFace(before), ownFace(after))],
  };
}
