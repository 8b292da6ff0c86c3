import ipaddr from "ipaddr.js";

/**
 * The network address of whoever sent a request, as the nearest proxy saw it; never for authorisation.
 * The last entry counts, because a client can write the earlier ones itself.
 */
export const clientAddressOf = (headers: Headers): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || headers.get("x-real-ip") || "unknown";

/** Whom a limit counts as one: an address, or the 64 bits of an IPv6 network, all addresses of which one visitor has. */
export function visitorOf(headers: Headers): string {
  const address = clientAddressOf(headers);
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4"
    ? parsed.toString()
    : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString();
}
