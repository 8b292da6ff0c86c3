import { type Storage, StorageError } from "@/platform/storage";

/** What every file of the campaign holds: its own key. */
export const bytesOf = (key: string): Uint8Array => new TextEncoder().encode(key);

const notAsked = (): never => {
  throw new StorageError("unavailable", "No story asks for this");
};

/** The object store of a story: it holds every file, and now and then it is gone. */
export const faultyStorage = (isGone: () => boolean): Storage => ({
  read: async (key) => {
    if (isGone()) throw new StorageError("unavailable", "The storage is out of reach");
    return bytesOf(key);
  },
  keyOf: async (seed) => seed,
  urlOf: (key) => `https://files.test/${key}`,
  put: async () => notAsked(),
  remove: async () => notAsked(),
  route: { token: "", callbackUrl: "", isDev: false, logLevel: "Error" },
  standIn: null,
});
