/** A stretch of text that two versions share, or that one of them has alone. */
export interface DiffSegment {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Edits beyond which two texts are simply two texts: word by word nobody could read the difference. */
const editsMax = 1_500;

const tokensOf = (text: string): string[] =>
  text.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? [];

/** Myers: the furthest reach on each diagonal after each number of edits; null when there are too many. */
function traceOf(before: readonly string[], after: readonly string[]): Int32Array[] | null {
  const [n, m] = [before.length, after.length];
  const most = Math.min(n + m, editsMax);
  const reach = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    // What was reached so far, wide enough for this round's diagonals.
    trace.push(reach.slice(most - edits, most + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const at = most + 1 + k;
      const [below, above] = [reach[at - 1] ?? 0, reach[at + 1] ?? 0];
      let x = k === -edits || (k !== edits && below < above) ? above : below + 1;
      while (x < n && x - k < m && before[x] === after[x - k]) x += 1;
      reach[at] = x;
      if (x >= n && x - k >= m) return trace;
    }
  }
  return null;
}

/** Walk the trace back to the start: the segments in reverse, one token each. */
function backtrack(before: readonly string[], after: readonly string[], trace: Int32Array[]): DiffSegment[] {
  const steps: DiffSegment[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Int32Array();
    const reachOf = (k: number): number => reach[edits + 1 + k] ?? 0;
    const k = x - y;
    const down = k === -edits || (k !== edits && reachOf(k - 1) < reachOf(k + 1));
    const fromX = edits === 0 ? 0 : down ? reachOf(k + 1) : reachOf(k - 1);
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    for (; x > fromX && y > fromY; x -= 1, y -= 1) steps.push({ kind: "same", text: before[x - 1] ?? "" });
    if (edits === 0) break;
    if (down) steps.push({ kind: "added", text: after[fromY] ?? "" });
    else steps.push({ kind: "removed", text: before[fromX] ?? "" });
    [x, y] = [fromX, fromY];
  }
  return steps.reverse();
}

/** Join neighbours of one kind, so that a sentence is one segment; what was removed stands before what replaced it. */
function joined(steps: readonly DiffSegment[]): DiffSegment[] {
  const segments: DiffSegment[] = [];
  let [removed, added] = ["", ""];
  const flush = () => {
    if (removed) segments.push({ kind: "removed", text: removed });
    if (added) segments.push({ kind: "added", text: added });
    [removed, added] = ["", ""];
  };
  for (const { kind, text } of steps) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else {
      flush();
      const last = segments.at(-1);
      if (last?.kind === "same") last.text += text;
      else segments.push({ kind, text });
    }
  }
  flush();
  return segments;
}

/** What changed from one text to another, word by word. */
export function diffWords(before: string, after: string): DiffSegment[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const [left, right] = [tokensOf(before), tokensOf(after)];
  const trace = traceOf(left, right);
  if (trace) return joined(backtrack(left, right, trace));
  return joined([
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ]);
}
