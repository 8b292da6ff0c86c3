const BROWSERS = [
  ["Edge", /\bEdgA?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//],
  ["Safari", /Safari\//],
] as const;

const SYSTEMS = [
  ["iOS", /iPhone|iPad/],
  ["Android", /Android/],
  ["ChromeOS", /CrOS/],
  ["Windows", /Windows/],
  ["macOS", /Macintosh|Mac OS X/],
  ["Linux", /Linux/],
] as const;

export interface Device {
  browser: string | null;
  system: string | null;
}

/** What a browser says of itself, in two words; null for what it does not say. */
export function deviceOf(userAgent: string | null): Device {
  const find = (list: readonly (readonly [string, RegExp])[]) =>
    list.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0] ?? null;
  return { browser: find(BROWSERS), system: find(SYSTEMS) };
}

/** An address as people read it; null when it says nothing (this very machine, or not known). */
export function readableAddress(address: string | null): string | null {
  if (!address || address.startsWith("127.")) return null;
  if (!address.includes(":")) return address;
  // The URL parser writes an IPv6 address in its shortest form.
  const short = URL.canParse(`http://[${address}]`)
    ? new URL(`http://[${address}]`).hostname.slice(1, -1)
    : address;
  return short === "::" || short === "::1" ? null : short;
}

/** A path of this product to go back to after signing in; anything else, such as another site, is null. */
export function returnPathOf(value: string | string[] | undefined): string | null {
  if (typeof value !== "string" || !value.startsWith("/") || value.length > 500) return null;
  // Browsers read "//" and "/\" as another host; control characters vanish before they are read.
  if (/^\/[/\\]/.test(value) || [...value].some((char) => char.charCodeAt(0) < 32)) return null;
  const url = new URL(value, "http://publify.invalid");
  return url.origin === "http://publify.invalid" ? url.pathname + url.search + url.hash : null;
}
