import { dayMs } from "@/kernel/time";
import { fileNameMax } from "./schemas";

/** How long files stay after their asset, or their workspace, was deleted. */
export const purgeGraceMs = 30 * dayMs;

/** A name that is only a name: no path, nothing invisible, the extension of the type that was found. */
export function fileNameOf(given: string, extension: string): string {
  const base = given.normalize("NFC").split(/[\\/]/).at(-1) ?? "";
  const visible = base.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, "").trim();
  const stem = visible.replace(/(\.[A-Za-z0-9]{1,8})+$/, "").replace(/^\.+/, "");
  const kept = [...(stem || "file")].slice(0, fileNameMax - extension.length - 1).join("");
  return `${kept}.${extension}`;
}

/** Deliveries whose files are still to be sent, or may have to be sent again. */
export const STATES_THAT_NEED_FILES = [
  "waiting",
  "scheduled",
  "leased",
  "sending",
  "unconfirmed",
  "held",
  "needs_attention",
] as const;

/** Decode base 64 strictly: null when any character or the padding is wrong. */
export function decodeBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "") ? bytes : null;
}
