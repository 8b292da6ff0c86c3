import sharp from "sharp";
import type {
  Account,
  ConnectedAccount,
  PublishCall,
  PublishContent,
  PublishMedia,
  Tools,
} from "@/networks/contract";
import { createHttpClient } from "@/platform/http";

const http = createHttpClient({ allowPrivate: () => true });

/** What a network's code is given, for servers of this machine. */
export const testTools = (timeoutMs = 5_000): Tools => ({
  http,
  signal: AbortSignal.timeout(timeoutMs),
  now: new Date(),
});

/** A publishing call with sensible content; `content` overrides parts of it. */
export function aCall(
  account: Account | ConnectedAccount,
  content: Partial<PublishContent> = {},
  call: Partial<PublishCall> = {},
): PublishCall {
  return {
    ...testTools(),
    account,
    content: {
      title: null,
      body: "Hello from a test",
      tags: [],
      media: [],
      settings: {},
      language: "en",
      ...content,
    },
    dedupeKey: "delivery_01jd3xvk3xe8ktcvz6c8jxzz4q",
    under: null,
    firstAttemptAt: new Date(),
    ...call,
  };
}

/** A picture as the media library hands it over. */
export async function aPicture({
  width = 40,
  height = 30,
  altText = "A red field",
  noise = false,
} = {}): Promise<PublishMedia> {
  const background = { r: 200, g: 30, b: 30 };
  const plain = sharp({ create: { width, height, channels: 3, background } });
  const noisy = sharp({
    create: { width, height, channels: 3, background, noise: { type: "gaussian", mean: 128, sigma: 60 } },
  });
  const bytes = await (noise ? noisy : plain).png().toBuffer();
  return {
    assetId: "asset_01jd3xvk3xe8ktcvz6c8jxzz4q",
    kind: "image",
    mimeType: "image/png",
    bytes: bytes.length,
    width,
    height,
    altText,
    url: "https://files.example/a.png",
    read: async () => new Uint8Array(bytes),
  };
}
