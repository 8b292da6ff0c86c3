/**
 * The network address of whoever sent a request, as the nearest proxy saw it; for limits, never for authorisation.
 * The last entry counts, because a client can write the earlier ones itself.
 */
export const clientAddressOf = (headers: Headers): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || headers.get("x-real-ip") || "unknown";
