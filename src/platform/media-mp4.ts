/** What an MP4 says of itself, read from its boxes; null where it is not a whole, playable video. */
export interface Mp4Facts {
  width: number;
  height: number;
  /** Null when the file is fragmented and does not say. */
  durationMs: number | null;
}

interface Box {
  type: string;
  start: number;
  /** Where the content begins. */
  content: number;
  end: number;
}

const boxesMax = 10_000;

/** The boxes between two offsets. @throws RangeError when they overlap an end, as in a truncated file. */
function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at < end; ) {
    const short = view.getUint32(at);
    const long = short === 1 ? Number(view.getBigUint64(at + 8)) : null;
    const size = long ?? (short === 0 ? end - at : short);
    const header = long === null ? 8 : 16;
    if (size < header || at + size > end || boxes.length >= boxesMax) throw new RangeError("Malformed box");
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    boxes.push({ type, start: at, content: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

const find = (boxes: Box[], type: string): Box | undefined => boxes.find((box) => box.type === type);
const inside = (view: DataView, box: Box | undefined): Box[] =>
  box ? boxesIn(view, box.content, box.end) : [];

/** `mvhd`: the time scale and duration of the whole film. */
function durationOf(view: DataView, box: Box): number | null {
  const wide = view.getUint8(box.content) === 1;
  const scale = view.getUint32(box.content + (wide ? 20 : 12));
  const duration = wide ? Number(view.getBigUint64(box.content + 24)) : view.getUint32(box.content + 16);
  return scale > 0 && duration > 0 ? Math.round((duration / scale) * 1_000) : null;
}

/** `tkhd`: the size as shown; a matrix that turns by a quarter swaps its sides. */
function sizeOf(view: DataView, box: Box): { width: number; height: number } {
  const matrix = box.content + (view.getUint8(box.content) === 1 ? 52 : 40);
  const turned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0;
  const [across, down] = [view.getUint32(matrix + 36) >>> 16, view.getUint32(matrix + 40) >>> 16];
  return turned ? { width: down, height: across } : { width: across, height: down };
}

const isPicture = (view: DataView, track: Box): boolean => {
  const handler = find(inside(view, find(inside(view, track), "mdia")), "hdlr");
  return handler !== undefined && view.getUint32(handler.content + 8) === 0x76696465; // "vide"
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Read the size and duration of an MP4; null when it is damaged, cut off or holds no picture. */
export function readMp4(bytes: Uint8Array): Mp4Facts | null {
  const view = viewOf(bytes);
  try {
    const top = boxesIn(view, 0, bytes.length);
    const film = inside(view, find(top, "moov"));
    const header = find(film, "mvhd");
    const track = film.filter(({ type }) => type === "trak").find((box) => isPicture(view, box));
    const trackHeader = track && find(inside(view, track), "tkhd");
    if (top[0]?.type !== "ftyp" || !find(top, "mdat") || !header || !trackHeader) return null;
    const size = sizeOf(view, trackHeader);
    return size.width > 0 && size.height > 0 ? { ...size, durationMs: durationOf(view, header) } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const PERSONAL = new Set(["udta", "meta", "uuid"]);
const FREE = [0x66, 0x72, 0x65, 0x65]; // "free"

/**
 * An MP4 without what its camera wrote beside the film: place, device, names. The boxes are blanked and not cut
 * out, so no offset in the file moves. Give only files that `readMp4` understood.
 */
export function stripMp4(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  const top = boxesIn(view, 0, bytes.length);
  const film = inside(view, find(top, "moov"));
  const tracks = film.filter(({ type }) => type === "trak").flatMap((track) => inside(view, track));
  const personal = [...top, ...film, ...tracks].filter(({ type }) => PERSONAL.has(type));
  if (personal.length === 0) return bytes;
  const clean = Uint8Array.from(bytes);
  for (const { start, content, end } of personal) {
    clean.set(FREE, start + 4);
    clean.fill(0, content, end);
  }
  return clean;
}
