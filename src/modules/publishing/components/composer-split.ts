/** Tells whether a piece is short enough to go out. */
export type Fits = (piece: string) => boolean;

const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const segmentsBy = (segmenter: Intl.Segmenter) => (text: string) =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

/** From the kindest cut to the one that always works; white space keeps links whole. */
const CUTS = [
  segmentsBy(sentences),
  (text: string) => text.match(/\s*\S+\s*/g) ?? [],
  segmentsBy(graphemes),
] as const;

/** Fill pieces one unit after the other; a unit that is too long by itself is cut finer. */
function pack(text: string, fits: Fits, level: number): string[] {
  const pieces: string[] = [];
  let current = "";
  for (const unit of CUTS[level]?.(text) ?? []) {
    if (fits((current + unit).trim())) {
      current += unit;
      continue;
    }
    pieces.push(current);
    const finer = fits(unit.trim()) || level + 1 >= CUTS.length ? [unit] : pack(unit, fits, level + 1);
    pieces.push(...finer.slice(0, -1));
    current = finer.at(-1) ?? "";
  }
  return [...pieces, current];
}

/** Room for the longest number that a thread of ours can have. */
const numberRoom = " 99/99";

/**
 * Cut a text into pieces that fit, between sentences where it can be, else between words, never inside a character.
 * Numbered pieces end with their place, such as `2/5`.
 */
export function splitText(text: string, fits: Fits, { numbered }: { numbered: boolean }): string[] {
  const room: Fits = numbered ? (piece) => fits(piece + numberRoom) : fits;
  const pieces = pack(text.trim(), room, 0)
    .map((piece) => piece.trim())
    .filter(Boolean);
  if (!numbered || pieces.length < 2) return pieces;
  return pieces.map((piece, index) => `${piece} ${index + 1}/${pieces.length}`);
}
