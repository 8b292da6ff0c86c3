import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { aBox, anAnimation, aPicture, aVideo } from "@/testing/media";
import { inspectMedia } from "./media-inspection";

const mebibyte = 1024 * 1024;
const bytesMax = {
  "image/png": mebibyte,
  "image/jpeg": mebibyte,
  "image/webp": mebibyte,
  "image/gif": mebibyte,
  "video/mp4": mebibyte,
};
const inspect = (bytes: Uint8Array) => inspectMedia(bytes, { bytesMax, pixelsMax: 1_000_000 });
const text = (value: string) => Buffer.from(value, "latin1");
const script = "<script>alert(document.domain)</script>";

async function clean(bytes: Uint8Array) {
  const result = await inspect(bytes);
  if (result.status !== "clean") throw new Error(`refused: ${result.reason}`);
  return result;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes: Uint8Array) =>
  (bytes.reduce((c, byte) => (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** A PNG chunk with its check sum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([text(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc(body), body.length + 4);
  return framed;
}

/** A PNG that announces any size and carries next to nothing. */
function aPngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1_000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PNG with one more chunk before its end. */
async function aPngWith(type: string, data: string): Promise<Buffer> {
  const png = Buffer.from(await aPicture());
  return Buffer.concat([png.subarray(0, -12), chunk(type, text(data)), png.subarray(-12)]);
}

/** A GIF header that announces any size. */
function aGifOf(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const frame = Buffer.concat([text(","), Buffer.alloc(4), size, Buffer.from([0, 2, 2, 0x4c, 1, 0])]);
  return Buffer.concat([
    text("GIF89a"),
    size,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    frame,
    text(";"),
  ]);
}

describe("files that are refused", () => {
  const picture = () => aPicture({ width: 300, height: 200 });
  const half = async (make: Promise<Uint8Array>) => {
    const bytes = await make;
    return bytes.slice(0, Math.floor(bytes.length / 2));
  };
  const cases: [string, string, () => Uint8Array | Promise<Uint8Array>][] = [
    ["nothing at all", "empty", () => new Uint8Array(0)],
    ["a single byte", "type", () => new Uint8Array(1)],
    ["an SVG with a script", "type", () => text(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`)],
    ["an SVG behind an XML declaration", "type", () => text(`<?xml version="1.0"?><svg onload="alert(1)"/>`)],
    [
      "an SVG that pulls in a page",
      "type",
      () => text("<svg><foreignObject><iframe src=//x/></foreignObject></svg>"),
    ],
    ["an HTML page", "type", () => text(`<!doctype html><html>${script}</html>`)],
    ["JavaScript", "type", () => text("alert(1)")],
    ["a PDF", "type", () => text("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF")],
    ["a ZIP", "type", () => Buffer.concat([text("PK\x03\x04"), Buffer.alloc(60)])],
    ["a program", "type", () => Buffer.concat([text("\x7fELF\x02\x01\x01"), Buffer.alloc(200)])],
    ["a Windows program", "type", () => Buffer.concat([text("MZ"), Buffer.alloc(200)])],
    [
      "a TIFF",
      "type",
      async () =>
        sharp(await aPicture())
          .tiff()
          .toBuffer(),
    ],
    [
      "an AVIF",
      "type",
      async () =>
        sharp(await aPicture())
          .avif()
          .toBuffer(),
    ],
    ["a BMP", "type", () => Buffer.concat([text("BM"), Buffer.alloc(100)])],
    [
      "a QuickTime film",
      "type",
      () => Buffer.concat([aBox("ftyp", text("qt  "), Buffer.alloc(8)), aBox("moov")]),
    ],
    [
      "an MP3",
      "type",
      () => Buffer.concat([text("ID3"), Buffer.from([3, 0, 0, 0, 0, 0, 0]), Buffer.alloc(100)]),
    ],
    [
      "HTML behind a PNG signature",
      "damaged",
      () => Buffer.concat([aPngOf(1, 1).subarray(0, 33), text(script)]),
    ],
    [
      "HTML behind a JPEG marker",
      "damaged",
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), text(script)]),
    ],
    ["JavaScript behind a GIF header", "damaged", () => text(`GIF89a/*${"A".repeat(20)}*/=1;alert(1)`)],
    ["a PNG cut in half", "damaged", () => half(picture())],
    ["a JPEG cut in half", "damaged", () => half(aPicture({ width: 300, height: 300, format: "jpeg" }))],
    ["a WebP cut in half", "damaged", () => half(aPicture({ width: 300, height: 300, format: "webp" }))],
    ["a GIF cut in half", "damaged", () => half(aPicture({ width: 300, height: 300, format: "gif" }))],
    ["a video cut in half", "damaged", () => half(Promise.resolve(aVideo()))],
    [
      "a video without its index",
      "damaged",
      () => Buffer.concat([aBox("ftyp", text("isom"), Buffer.alloc(4)), aBox("mdat")]),
    ],
    ["a sound that calls itself a film", "damaged", () => aVideo({ handler: "soun" })],
    ["a film with HTML behind it", "damaged", () => Buffer.concat([aVideo(), text(script)])],
    ["a film of no size", "damaged", () => aVideo({ width: 0 })],
    [
      "a box that is larger than its file",
      "damaged",
      () => Buffer.concat([aVideo(), Buffer.from([255, 255, 255, 255]), text("mdat")]),
    ],
    ["a picture of 30,000 by 30,000 pixels in 200 bytes", "too_many_pixels", () => aPngOf(30_000, 30_000)],
    ["an animation of 65,535 by 65,535 pixels", "too_many_pixels", () => aGifOf(65_535, 65_535)],
    ["an animation with too many frames", "too_many_pixels", () => anAnimation(20, 300, 300)],
    [
      "more bytes than its type may have",
      "too_large",
      async () => Buffer.concat([await picture(), Buffer.alloc(mebibyte)]),
    ],
  ];
  test.each(cases)("%s: %s", async (_what, reason, make) => {
    expect(await inspect(await make())).toEqual({ status: "refused", reason });
  });
});

describe("pictures that are taken", () => {
  test.each(["png", "jpeg", "webp", "gif"] as const)(
    "a %s loses its place, camera and author",
    async (format) => {
      const bytes = await aPicture({ format, personal: true });
      const { bytes: kept, mimeType } = await clean(bytes);
      const metadata = await sharp(kept).metadata();
      expect(mimeType).toBe(`image/${format}`);
      expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.icc]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(Buffer.from(kept).toString("latin1")).not.toMatch(/Secret/);
    },
  );

  test("a JPEG that was taken sideways stands upright without its tag", async () => {
    const bytes = await aPicture({ width: 80, height: 40, format: "jpeg", orientation: 6 });
    const result = await clean(bytes);
    expect(result).toMatchObject({ width: 40, height: 80 });
    expect((await sharp(result.bytes).metadata()).orientation).toBeUndefined();
    const [red = 0, , blue = 255] = await sharp(result.bytes)
      .extract({ left: 10, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeLessThan(50);
  });

  test("a PNG loses text that was hidden in it", async () => {
    const { bytes } = await clean(await aPngWith("tEXt", `Comment\0${script} GPS 48.85`));
    expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/script|GPS/);
  });

  test.each([
    ["HTML", script],
    ["a ZIP", "PK\x03\x04\x14\0 payload PK\x05\x06"],
    ["PHP", "<?php system($_GET['c']); ?>"],
  ])("a picture with %s behind its end keeps only the picture", async (_what, tail) => {
    for (const format of ["png", "jpeg", "gif"] as const) {
      const { bytes } = await clean(Buffer.concat([await aPicture({ format }), text(tail)]));
      expect(Buffer.from(bytes).includes(text(tail.slice(0, 12)))).toBe(false);
    }
  });

  test("an animation keeps its frames and tells the size of one", async () => {
    const result = await clean(await anAnimation(5, 20, 10));
    expect(result).toMatchObject({ mimeType: "image/gif", width: 20, height: 10 });
    expect(await sharp(result.bytes, { animated: true }).metadata()).toMatchObject({ pages: 5 });
    expect(await sharp(result.thumbnail?.bytes).metadata()).toMatchObject({
      format: "webp",
      width: 20,
      height: 10,
    });
  });

  test("transparency survives", async () => {
    const glass = {
      create: { width: 4, height: 4, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    };
    const { bytes } = await clean(await sharp(glass).png().toBuffer());
    expect((await sharp(bytes).stats()).isOpaque).toBe(false);
  });

  test("colours outside sRGB are converted, since the profile goes", async () => {
    const wide = await sharp(await aPicture())
      .withIccProfile("p3")
      .png()
      .toBuffer();
    const { bytes } = await clean(wide);
    expect(await sharp(bytes).metadata()).toMatchObject({ space: "srgb" });
  });
});

describe("videos that are taken", () => {
  const place = aBox("udta", aBox("\xa9xyz", text("\0\x12\x15\xc7+48.8584+002.2945/")));
  const device = aBox("meta", Buffer.alloc(4), aBox("keys", text("com.apple.quicktime.model SecretPhone")));

  test("lose the place and the device without moving a byte of the film", async () => {
    const before = aVideo({ extra: [place, device] });
    const { bytes } = await clean(before);
    expect(bytes.length).toBe(before.length);
    expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/48\.8584|Secret|udta/);
    expect(Buffer.from(bytes).indexOf("mdat")).toBe(Buffer.from(before).indexOf("mdat"));
    expect(Buffer.from(before).includes(text("SecretPhone"))).toBe(true);
  });

  test("tell the size as shown, and how long they are", async () => {
    expect(await clean(aVideo())).toMatchObject({
      width: 640,
      height: 360,
      durationMs: 2_500,
      thumbnail: null,
    });
    expect(await clean(aVideo({ turned: true }))).toMatchObject({ width: 360, height: 640 });
    expect(await clean(aVideo({ durationMs: 0 }))).toMatchObject({ durationMs: null });
  });
});
