/** A stretch of text that two versions share, or that one of them has alone. */
export interface TextRun {
  kind: "same" | "added" | "removed";
  text: string;
}

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
