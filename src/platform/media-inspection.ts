import "server-only";
import { cleanImage, type ImageType, thumbnailOf } from "./media-image";
import { readMp4, stripMp4 } from "./media-mp4";
import { sniffType } from "./media-type";

/** The types that are understood; a caller may allow fewer. */
export type InspectedType = ImageType | "video/mp4";

/** A file cleaned of what does not belong in public. */
export interface InspectedFile {
  status: "clean";
  mimeType: InspectedType;
  bytes: Uint8Array;
  width: number;
  height: number;
  durationMs: number | null;
  /** Null for a video. */
  thumbnail: { bytes: Uint8Array; width: number; height: number } | null;
}

export type InspectionProblem = "empty" | "type" | "damaged" | "too_large" | "too_many_pixels";
export type Inspection = InspectedFile | { status: "refused"; reason: InspectionProblem };

export interface InspectionLimits {
  /** Bytes allowed of each type. */
  bytesMax: Record<InspectedType, number>;
  /** Width times height times frames. */
  pixelsMax: number;
}

function inspectVideo(bytes: Uint8Array): Inspection {
  const facts = readMp4(bytes);
  if (!facts) return { status: "refused", reason: "damaged" };
  return { ...facts, status: "clean", mimeType: "video/mp4", bytes: stripMp4(bytes), thumbnail: null };
}

async function inspectImage(bytes: Uint8Array, mimeType: ImageType, pixelsMax: number): Promise<Inspection> {
  const image = await cleanImage(bytes, mimeType, pixelsMax);
  if (image.status === "refused") return image;
  return { ...image, mimeType, durationMs: null, thumbnail: await thumbnailOf(image) };
}

const isInspected = (type: string, limits: InspectionLimits): type is InspectedType =>
  Object.hasOwn(limits.bytesMax, type);

/** Find out what a file is from its bytes alone, and clean it. */
export async function inspectMedia(bytes: Uint8Array, limits: InspectionLimits): Promise<Inspection> {
  if (bytes.length === 0) return { status: "refused", reason: "empty" };
  const type = await sniffType(bytes);
  if (type === null || !isInspected(type, limits)) return { status: "refused", reason: "type" };
  if (bytes.length > limits.bytesMax[type]) return { status: "refused", reason: "too_large" };
  return type === "video/mp4" ? inspectVideo(bytes) : inspectImage(bytes, type, limits.pixelsMax);
}
