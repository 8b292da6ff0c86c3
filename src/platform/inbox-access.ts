import "server-only";
import { clientAddressOf } from "./client-address";
import { mailIsCaught } from "./email";
import { getEnv } from "./env";

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+|unknown)$/i;

/**
 * Tell whether this request may read caught mails. They hold links that open accounts, so the page exists on an
 * embedded product without SMTP server only, and only for the machine that it runs on.
 */
export function mayReadInbox(headers: Headers): boolean {
  const { embedded, appUrl } = getEnv();
  const here = [new URL(appUrl).host, headers.get("host") ?? ""].every((host) => LOOPBACK_HOST.test(host));
  return embedded && mailIsCaught() && here && LOOPBACK_ADDRESS.test(clientAddressOf(headers));
}
