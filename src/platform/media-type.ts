import "server-only";
import { fileTypeFromBuffer } from "file-type";

/** The media type that the bytes themselves tell; null when they tell none, as SVG, HTML and text do. */
export const sniffType = async (bytes: Uint8Array): Promise<string | null> =>
  (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime ?? null;
