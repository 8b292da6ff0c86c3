import "server-only";
import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, isUniqueViolation, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { minuteMs, secondMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { type InspectedFile, inspectMedia } from "@/platform/media-inspection";
import { getStorage, type NewFile, StorageError } from "@/platform/storage";
import { assetCreated } from "../events";
import { fileNameOf } from "../policy";
import { getAssetRecord } from "../queries";
import {
  type Asset,
  BYTES_MAX,
  MEDIA_TYPES,
  pixelsMax,
  type UploadAssetInput,
  type UploadProblem,
} from "../schemas";
import { assets, renditions } from "../tables";

const limits = { bytesMax: BYTES_MAX, pixelsMax };

const REFUSALS: Record<UploadProblem, string> = {
  empty: "The file is empty",
  type: "Only PNG, JPEG, WebP, GIF and MP4 files can be uploaded",
  damaged: "The file is damaged or incomplete",
  too_large: "The file is too large",
  too_many_pixels: "The image has too many pixels",
};

const refusal = (problem: UploadProblem) =>
  new DomainError("INVALID", `asset.${problem}`, REFUSALS[problem], { field: "file" });

/** The asset whose file is stored under `storageKey`, if this workspace has it. */
export const findByStorageKey = (ctx: Ctx, storageKey: string): Promise<Asset | null> =>
  inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ id: assets.id })
      .from(assets)
      .where(and(eq(assets.tenantId, ctx.tenantId), eq(assets.storageKey, storageKey)));
    if (!row) return null;
    return getAssetRecord(tx, row.id, { includeDeleted: true });
  });

export interface FileToKeep extends UploadAssetInput {
  seed: string;
}

const unavailable = { sentence: "The file storage does not answer", retryAfterMs: 5 * secondMs };
const full = { sentence: "The file storage has no room", retryAfterMs: minuteMs };

/**
 * Where there is no room for it, what it belongs to goes too: alone that would take room for nothing.
 * @throws DomainError UNAVAILABLE `storage.unavailable`, `storage.full`: nothing is wrong with the file, which may be sent again.
 */
const store = (key: string, file: NewFile, belongs?: { with: string }): Promise<void> =>
  getStorage()
    .put(key, file)
    .catch(async (cause) => {
      if (!(cause instanceof StorageError)) throw cause;
      if (cause.reason === "full" && belongs)
        await getStorage()
          .remove([belongs.with])
          .catch(() => undefined);
      const [reason, { sentence, retryAfterMs }] =
        cause.reason === "full" ? ["storage.full", full] : ["storage.unavailable", unavailable];
      throw new DomainError("UNAVAILABLE", reason, sentence, { retryAfterMs, cause });
    });

/**
 * Clean, store, then write the rows; files whose rows did not commit are taken away again.
 * @throws DomainError INVALID `asset.<problem>`, UNAVAILABLE `storage.unavailable`, `storage.full`.
 */
export async function keepFile(ctx: Ctx, { bytes, fileName, altText, seed }: FileToKeep): Promise<Asset> {
  const file = await inspectMedia(bytes, limits);
  if (file.status === "refused") throw refusal(file.reason);
  const name = fileNameOf(fileName, MEDIA_TYPES[file.mimeType].extension);
  const storage = getStorage();
  const storageKey = await storage.keyOf(seed);
  const thumbnailKey = await storage.keyOf(`${seed}:thumbnail`);
  await store(storageKey, { bytes: file.bytes, fileName: name, mimeType: file.mimeType });
  if (file.thumbnail)
    await store(
      thumbnailKey,
      { ...file.thumbnail, fileName: "thumbnail.webp", mimeType: "image/webp" },
      { with: storageKey },
    );
  try {
    return await inTransaction(ctx, (tx) =>
      insertAsset(tx, { file, name, altText, storageKey, thumbnailKey }),
    );
  } catch (error) {
    // Another try of the same upload won: its rows speak for the same files.
    const known = isUniqueViolation(error) ? await findByStorageKey(ctx, storageKey) : null;
    if (known) return known;
    await storage.remove([storageKey, thumbnailKey]).catch(() => undefined);
    throw error;
  }
}

interface KeptFile {
  file: InspectedFile;
  name: string;
  altText: string;
  storageKey: string;
  thumbnailKey: string;
}

async function insertAsset(tx: TxCtx, kept: KeptFile): Promise<Asset> {
  const { file, name, altText, storageKey, thumbnailKey } = kept;
  const assetId = newId("asset");
  const createdAt = tx.clock.now();
  const { mimeType, width, height, durationMs, thumbnail } = file;
  const { kind } = MEDIA_TYPES[mimeType];
  await tx.db.insert(assets).values({
    ...{ id: assetId, tenantId: tx.tenantId, storageKey, fileName: name, altText, createdAt },
    ...{ kind, mimeType, width, height, durationMs, bytes: file.bytes.length },
    sha256: createHash("sha256").update(file.bytes).digest("hex"),
  });
  if (thumbnail)
    await tx.db.insert(renditions).values({
      ...{ id: newId("rendition"), tenantId: tx.tenantId, assetId, purpose: "thumbnail", createdAt },
      ...{ storageKey: thumbnailKey, mimeType: "image/webp", bytes: thumbnail.bytes.length },
      ...{ width: thumbnail.width, height: thumbnail.height },
    });
  await record(tx, "asset.created", {
    targetId: assetId,
    data: { kind, mimeType, bytes: file.bytes.length },
  });
  await emit(tx, { name: assetCreated.name, data: { assetId } });
  return getAssetRecord(tx, assetId);
}
