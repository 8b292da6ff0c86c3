const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};

/**
 * Tell whether a state-changing request comes from a page of another site, or hides where it comes from.
 * Ours is the configured address, or whatever host the browser itself addressed: its cookies belong to that host.
 */
export function isForeignWrite(request: { method: string; headers: Headers }, appUrl: string): boolean {
  if (SAFE_METHODS.has(request.method)) return false;
  const origin = request.headers.get("origin");
  if (!origin || origin === "null") return true;
  return origin !== new URL(appUrl).origin && hostOf(origin) !== request.headers.get("host");
}

/** Tell whether a request proves itself by a key, which no other site can make a browser send. */
export const presentsKey = (headers: Headers): boolean =>
  headers.has("x-api-key") || /^bearer\s/i.test(headers.get("authorization") ?? "");
