import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type Storage, setStorage, storageOf } from "@/platform/storage";

/** Give a test file its own storage: the embedded one, on a folder that goes away, installed as the process's one. */
export function useStorage(appUrl = "http://publify.test"): { readonly storage: Storage } {
  const state: { storage?: Storage; folder?: string } = {};
  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), "publify-files-"));
    const authSecret = "the secret of a test, long enough for anybody";
    state.storage = storageOf({ appUrl, uploadThingToken: null, dataFolder: state.folder, authSecret });
    setStorage(state.storage);
  });
  afterAll(async () => {
    if (state.folder) await rm(state.folder, { recursive: true, force: true });
  });
  return {
    get storage() {
      if (!state.storage) throw new Error("The test storage is used outside a test");
      return state.storage;
    },
  };
}
