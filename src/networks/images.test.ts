import sharp from "sharp";
import { expect, test } from "vitest";
import { fitImage } from "./images";

const limits = { bytesMax: 50_000, mimeTypes: ["image/jpeg", "image/png", "image/webp"] };
const noise = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({
    create: {
      width,
      height,
      channels,
      background: { r: 1, g: 2, b: 3, alpha: 0.5 },
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  });

test("an image that fits is sent byte for byte", async () => {
  const bytes = await noise(50, 40).png().toBuffer();
  const fitted = await fitImage(bytes, "image/png", limits);
  expect(fitted).toEqual({ bytes, mimeType: "image/png", width: 50, height: 40 });
});

test("a heavy image is made to fit, in proportion, the same way each time", async () => {
  const bytes = await noise(900, 600).png().toBuffer();
  const [first, second] = [
    await fitImage(bytes, "image/png", limits),
    await fitImage(bytes, "image/png", limits),
  ];
  expect(first.bytes.length).toBeLessThanOrEqual(limits.bytesMax);
  expect(first.width / first.height).toBeCloseTo(1.5, 1);
  expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
});

test("a type that the network does not take is turned into one that it does", async () => {
  const bytes = await noise(20, 20).avif().toBuffer();
  expect(await fitImage(bytes, "image/avif", limits)).toMatchObject({ mimeType: "image/jpeg", width: 20 });
});

test("a see-through image stays so where it can", async () => {
  const bytes = await sharp({
    create: { width: 600, height: 600, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.4 } },
  })
    .tiff({ compression: "none" })
    .toBuffer();
  expect(await fitImage(bytes, "image/tiff", limits)).toMatchObject({ mimeType: "image/webp" });
  expect(await fitImage(bytes, "image/tiff", { ...limits, mimeTypes: ["image/jpeg"] })).toMatchObject({
    mimeType: "image/jpeg",
  });
});

test("a picture taken sideways is upright afterwards", async () => {
  const bytes = await noise(600, 300).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
  const { width, height } = await fitImage(bytes, "image/jpeg", limits);
  expect(height).toBeGreaterThan(width);
});

test("too many pixels are reduced", async () => {
  const bytes = await noise(200, 100).jpeg().toBuffer();
  const { width, height } = await fitImage(bytes, "image/jpeg", { ...limits, pixelsMax: 5_000 });
  expect(width * height).toBeLessThanOrEqual(5_000);
});

test("what is no image is refused", async () =>
  expect(fitImage(Buffer.from("not an image"), "image/png", limits)).rejects.toThrow());
