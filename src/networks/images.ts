import sharp from "sharp";

export interface FittedImage {
  bytes: Uint8Array;
  mimeType: string;
  width: number;
  height: number;
}

/** What a network takes of an image. */
export interface ImageLimits {
  bytesMax: number;
  mimeTypes: readonly string[];
  pixelsMax?: number;
}

const pixelsInputMax = 120_000_000;
const sideMax = 4_000;
const QUALITIES = [88, 80, 70, 60];
const shrinkBy = 0.75;

/**
 * The image itself when a network takes it, else the best copy that fits: upright, as JPEG, or WebP when it is
 * see-through. The same input gives the same bytes, so that a repeated call sends the same file.
 */
export async function fitImage(
  bytes: Uint8Array,
  mimeType: string,
  limits: ImageLimits,
): Promise<FittedImage> {
  const image = sharp(bytes, { limitInputPixels: pixelsInputMax });
  const { autoOrient, hasAlpha } = await image.metadata();
  const { width, height } = autoOrient;
  const pixelsMax = limits.pixelsMax ?? Number.POSITIVE_INFINITY;
  if (bytes.length <= limits.bytesMax && limits.mimeTypes.includes(mimeType) && width * height <= pixelsMax)
    return { bytes, mimeType, width, height };
  const keepsAlpha = hasAlpha && limits.mimeTypes.includes("image/webp");
  let scale = Math.min(1, sideMax / Math.max(width, height), Math.sqrt(pixelsMax / (width * height)));
  for (;;) {
    const sized = image
      .clone()
      .autoOrient()
      .resize({
        width: Math.max(1, Math.floor(width * scale)),
        height: Math.max(1, Math.floor(height * scale)),
        fit: "fill",
      });
    for (const quality of QUALITIES) {
      const coded = keepsAlpha
        ? sized.clone().webp({ quality })
        : sized.clone().flatten({ background: "#ffffff" }).jpeg({ quality });
      const { data, info } = await coded.toBuffer({ resolveWithObject: true });
      const fits = data.length <= limits.bytesMax && info.width * info.height <= pixelsMax;
      if (fits || info.width * info.height <= 1)
        return {
          bytes: data,
          mimeType: keepsAlpha ? "image/webp" : "image/jpeg",
          width: info.width,
          height: info.height,
        };
    }
    scale *= shrinkBy;
  }
}
