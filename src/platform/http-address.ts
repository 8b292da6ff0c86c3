import { BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Why an address may not be called. */
export type Block = { blocked: "url" | "scheme" | "userinfo" | "port" | "address"; detail: string };

/** Tells whether a private address was opened on purpose, for this URL only. */
export type AllowPrivate = (url: URL) => boolean;

// Outside the ranges that registries reserve, but answering only inside a cloud: Azure's host agent.
const hostAgents = new BlockList();
hostAgents.addAddress("168.63.129.16");

// Services that speak line protocols or hold data; Publify has no business there. Below 1024 only 80 and 443 are open.
const CLOSED_PORTS = new Set([
  1080, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190,
  4333, 5060, 5061, 5432, 5672, 5900, 5984, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 7001,
  8086, 8500, 9042, 9092, 9200, 9300, 10080, 10250, 11211, 15672, 25565, 27017, 28017,
]);

const isOpenPort = (port: number): boolean =>
  port === 80 || port === 443 || (port >= 1024 && !CLOSED_PORTS.has(port));

/** Tell whether an IP address belongs to the public internet; anything unclear does not. */
export function isPublicAddress(address: string): boolean {
  if (address.includes("%") || !isIP(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return parsed.range() === "unicast" && !hostAgents.check(address);
  const v6 = parsed as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return false;
  // Networks without IPv4 reach it through this prefix: what counts is the address inside.
  if (v6.toNormalizedString().startsWith("64:ff9b:0:0:0:0:")) return isPublicAddress(embeddedIpv4(v6));
  const globalUnicast = (v6.parts[0] ?? 0) >> 13 === 1;
  return globalUnicast && v6.range() === "unicast";
}

function embeddedIpv4(address: ipaddr.IPv6): string {
  const bytes = address.toByteArray().slice(12);
  return bytes.join(".");
}

/** The host of a URL without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/** Refuse what can be judged before any name is resolved. */
export function checkUrl(url: URL, allowPrivate: AllowPrivate): Block | null {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return { blocked: "scheme", detail: `Only http and https are called, not ${url.protocol}` };
  if (url.username || url.password)
    return { blocked: "userinfo", detail: "An address must not carry a user name" };
  if (allowPrivate(url)) return null;
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (!isOpenPort(port)) return { blocked: "port", detail: `Port ${port} is not called` };
  const host = hostOf(url);
  if (isIP(host) && !isPublicAddress(host))
    return { blocked: "address", detail: `${host} is not a public address` };
  return null;
}

/** Parse an address without throwing. */
export function parseUrl(value: string | URL, base?: URL): URL | null {
  try {
    return new URL(value, base);
  } catch {
    return null;
  }
}

/** A rule from patterns such as `localhost:2583` or `127.0.0.1:*`: host exactly, port exactly or any. */
export function allowPrivateHosts(patterns: readonly string[]): AllowPrivate {
  const allowed = new Set(patterns.map((pattern) => pattern.trim().toLowerCase()).filter(Boolean));
  if (allowed.size === 0) return () => false;
  return (url) => {
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    return allowed.has(`${url.hostname}:${port}`) || allowed.has(`${url.hostname}:*`);
  };
}
