import "server-only";
import sharp, { type Metadata, type Sharp } from "sharp";

export type ImageType = "image/png" | "image/jpeg" | "image/webp" | "image/gif";

/** An image re-made from its pixels: nothing else of the upload is in it. */
export interface CleanImage {
  status: "clean";
  bytes: Uint8Array;
  width: number;
  height: number;
}
export type ImageOutcome = CleanImage | { status: "refused"; reason: "damaged" | "too_many_pixels" };

const thumbnailSide = 480;
/** Decoding holds whole bitmaps; two at a time bound the memory of a process. */
const workersMax = 2;
const FORMATS: Record<ImageType, string> = {
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/webp": "webp",
  "image/gif": "gif",
};

sharp.cache(false);
let working = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= workersMax) await new Promise<void>((resolve) => waiting.push(resolve));
  else working++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working--;
  }
}

/** Write in the format that came, at a quality where the loss does not show. */
function encode(image: Sharp, type: ImageType, metadata: Metadata): Sharp {
  switch (type) {
    case "image/jpeg":
      return image.jpeg({
        quality: 90,
        chromaSubsampling: metadata.chromaSubsampling === "4:2:0" ? "4:2:0" : "4:4:4",
      });
    case "image/png":
      return image.png({ palette: metadata.isPalette === true, quality: 100 });
    case "image/webp":
      return image.webp({ quality: 90 });
    case "image/gif":
      return image.gif({ effort: 4 });
  }
}

async function redraw(bytes: Uint8Array, type: ImageType, pixelsMax: number): Promise<ImageOutcome> {
  const animated = type === "image/gif" || type === "image/webp";
  const image = sharp(bytes, { limitInputPixels: pixelsMax, failOn: "error", animated });
  const metadata = await image.metadata();
  if (metadata.format !== FORMATS[type]) return { status: "refused", reason: "damaged" };
  const upright = (metadata.pages ?? 1) > 1 ? image : image.autoOrient();
  const { data, info } = await encode(upright, type, metadata).toBuffer({ resolveWithObject: true });
  return { status: "clean", bytes: data, width: info.width, height: info.pageHeight ?? info.height };
}

/**
 * Decode an image and write it anew, upright and in sRGB: metadata, place, and whatever was hidden behind the
 * pixels stay behind. `pixelsMax` counts all frames together.
 */
export const cleanImage = (bytes: Uint8Array, type: ImageType, pixelsMax: number): Promise<ImageOutcome> =>
  inTurn(() => redraw(bytes, type, pixelsMax)).catch((error: unknown) => ({
    status: "refused",
    reason: /pixel limit/i.test(String(error)) ? "too_many_pixels" : "damaged",
  }));

/** A small WebP of a clean image's first frame. */
export const thumbnailOf = (image: Pick<CleanImage, "bytes">): Promise<Omit<CleanImage, "status">> =>
  inTurn(async () => {
    const { data, info } = await sharp(image.bytes, { pages: 1 })
      .resize(thumbnailSide, thumbnailSide, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  });
