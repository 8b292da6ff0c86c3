import type { Id } from "@/kernel/ids";
import type { ChannelChange, Comparison, MediaChange, PartChange, TextRun, VersionContent } from "./schemas";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const wordsOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** Beyond this the table of common words would cost more than the answer is worth: lines are compared instead. */
const cellsMax = 4_000_000;

function push(runs: TextRun[], kind: TextRun["kind"], text: string): void {
  if (text === "") return;
  const last = runs.at(-1);
  if (last?.kind === kind) last.text += text;
  else runs.push({ kind, text });
}

/** Longest common subsequence, walked from the start. */
function compareTokens(before: readonly string[], after: readonly string[]): TextRun[] {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const runs: TextRun[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      push(runs, "same", before[i++] ?? "");
      j++;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1)))
      push(runs, "removed", before[i++] ?? "");
    else push(runs, "added", after[j++] ?? "");
  }
  return runs;
}

/** Make of scattered words one change: what was taken out, then what came, with the spaces between them. */
function gather(runs: readonly TextRun[]): TextRun[] {
  const gathered: TextRun[] = [];
  let [removed, added] = ["", ""];
  const flush = () => {
    push(gathered, "removed", removed);
    push(gathered, "added", added);
    [removed, added] = ["", ""];
  };
  runs.forEach(({ kind, text }, index) => {
    const bridge = kind === "same" && text.trim() === "" && removed + added !== "" && index < runs.length - 1;
    if (kind !== "added" && (kind === "removed" || bridge)) removed += text;
    if (kind !== "removed" && (kind === "added" || bridge)) added += text;
    if (kind !== "same" || bridge) return;
    flush();
    push(gathered, "same", text);
  });
  flush();
  return gathered;
}

/** What became of a text, word by word; `same` and `removed` make the old one, `same` and `added` the new one. */
export function diffText(before: string, after: string): TextRun[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let [head, tail] = [0, 0];
  const shorter = Math.min(old.length, now.length);
  while (head < shorter && old[head] === now[head]) head++;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const [left, right] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  const fits = (a: readonly string[], b: readonly string[]) => (a.length + 1) * (b.length + 1) <= cellsMax;
  const lines = [linesOf(left.join("")), linesOf(right.join(""))] as const;
  const middle = fits(left, right)
    ? compareTokens(left, right)
    : fits(...lines)
      ? compareTokens(...lines)
      : compareTokens([left.join("")], [right.join("")]);
  return gather([
    { kind: "same", text: old.slice(0, head).join("") },
    ...middle,
    { kind: "same", text: old.slice(old.length - tail).join("") },
  ]).filter(({ text }) => text !== "");
}

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
