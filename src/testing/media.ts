import sharp from "sharp";

export interface PictureOptions {
  width?: number;
  height?: number;
  format?: "png" | "jpeg" | "webp" | "gif";
  /** EXIF orientation, 1 to 8. */
  orientation?: number;
  /** Write a place, a camera and a name into the metadata. */
  personal?: boolean;
}

const EXIF = {
  IFD0: { Make: "SecretCam", Artist: "Jane Secret", Copyright: "Jane Secret" },
  IFD3: {
    GPSLatitudeRef: "N",
    GPSLatitude: "48/1 51/1 29/1",
    GPSLongitudeRef: "E",
    GPSLongitude: "2/1 17/1 40/1",
  },
};

/** A picture made for a test: a red left half, a blue right half. */
export async function aPicture(options: PictureOptions = {}): Promise<Uint8Array> {
  const { width = 64, height = 48, format = "png", orientation, personal = false } = options;
  const half = { width: Math.ceil(width / 2), height, channels: 3 as const, background: "#0000ff" };
  let image = sharp({ create: { ...half, width, background: "#ff0000" } }).composite([
    { input: await sharp({ create: half }).png().toBuffer(), left: Math.floor(width / 2), top: 0 },
  ]);
  if (personal) image = image.withExif(EXIF);
  if (orientation !== undefined) image = image.withMetadata({ orientation });
  return image.toFormat(format).toBuffer();
}

/** An animated GIF of `frames` frames. */
export async function anAnimation(frames: number, width = 16, height = 16): Promise<Uint8Array> {
  const images = Array.from({ length: frames }, (_, index) => ({
    create: { width, height, channels: 3 as const, background: { r: (index * 40) % 256, g: 0, b: 0 } },
  }));
  const inputs = await Promise.all(images.map((image) => sharp(image).png().toBuffer()));
  return sharp(inputs, { join: { animated: true } })
    .gif({ delay: Array(frames).fill(100) })
    .toBuffer();
}

const text = (value: string) => Buffer.from(value, "latin1");
const number32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};

/** One MP4 box. */
export const aBox = (type: string, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([number32(body.length + 8), text(type), body]);
};

export interface VideoOptions {
  width?: number;
  height?: number;
  durationMs?: number;
  /** Turned by a quarter, as phones record upright films. */
  turned?: boolean;
  handler?: "vide" | "soun";
  /** Extra boxes inside `moov`, such as a place. */
  extra?: Buffer[];
}

const identity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const quarter = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];

/** The structure of a small MP4, with nothing to see in it. */
export function aVideo(options: VideoOptions = {}): Uint8Array {
  const {
    width = 640,
    height = 360,
    durationMs = 2_500,
    turned = false,
    handler = "vide",
    extra = [],
  } = options;
  const numbers = (...values: number[]) => Buffer.concat(values.map(number32));
  const mvhd = aBox("mvhd", numbers(0, 0, 0, 1_000, durationMs, 0x10000), Buffer.alloc(76));
  const matrix = numbers(...(turned ? quarter : identity));
  const tkhd = aBox(
    "tkhd",
    numbers(7, 0, 0, 1, 0, durationMs),
    Buffer.alloc(16),
    matrix,
    numbers(width << 16, height << 16),
  );
  const mdia = aBox("mdia", aBox("hdlr", numbers(0, 0), text(handler), Buffer.alloc(13)));
  return Buffer.concat([
    aBox("ftyp", text("isom"), number32(512), text("isomiso2avc1mp41")),
    aBox("moov", mvhd, aBox("trak", tkhd, mdia), ...extra),
    aBox("mdat", Buffer.alloc(256, 7)),
  ]);
}

/** A PNG of noise, which no compression makes smaller: some 3 bytes a pixel. */
export const aNoisyPicture = (side = 600): Promise<Uint8Array> =>
  sharp({
    create: {
      ...{ width: side, height: side, channels: 3, background: "#000" },
      noise: { type: "gaussian", mean: 120, sigma: 60 },
    },
  })
    .png()
    .toBuffer();
