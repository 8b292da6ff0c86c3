const labelMax = 80;

/** What a post is called where there is room for one line: its title, else the beginning of its text; empty when it has neither. */
export function postLabelOf({ title, text }: { title: string | null; text: string }): string {
  const line = (title?.trim() || text).replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length > labelMax
    ? `${letters
        .slice(0, labelMax - 1)
        .join("")
        .trimEnd()}…`
    : line;
}
