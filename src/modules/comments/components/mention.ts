/** The word being called at the caret: from its at sign to the caret; null when there is none. */
export function callAt(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}_.'’-]*(?: [\p{L}\p{N}_.'’-]*)?)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Tell whether a name answers to what was typed: by the start of any of its words, whatever accents. */
export const answersTo = (name: string, query: string): boolean => {
  const [whole, wanted] = [folded(name), folded(query)];
  return whole.startsWith(wanted) || whole.split(/\s+/).some((word) => word.startsWith(wanted));
};

export interface MentionRun {
  text: string;
  called: boolean;
}

/** A text cut at the names that it calls; the longest name wins where one starts like another. */
export function mentionRuns(text: string, names: readonly string[]): MentionRun[] {
  const wanted = [...new Set(names)].filter(Boolean).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return [{ text, called: false }];
  const escaped = wanted.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text
    .split(new RegExp(`(@(?:${escaped.join("|")}))`, "u"))
    .map((piece, index) => ({ text: piece, called: index % 2 === 1 }))
    .filter((run) => run.text !== "");
}

/** The members whose names stand in a text after an at sign. */
export const calledIn = <T extends { name: string }>(text: string, members: readonly T[]): T[] => {
  const called = new Set(
    mentionRuns(
      text,
      members.map(({ name }) => name),
    )
      .filter((run) => run.called)
      .map((run) => run.text.slice(1)),
  );
  return members.filter(({ name }) => called.has(name));
};
