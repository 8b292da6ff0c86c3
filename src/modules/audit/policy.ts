import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Keyring } from "@/platform/secrets";
import type { auditHeads, auditLog } from "./tables";

export type AuditRow = typeof auditLog.$inferSelect;
export type AuditHead = Omit<typeof auditHeads.$inferSelect, "sealedAt" | "signature">;

/** What the first row of a chain follows. */
export const genesisHash = "0".repeat(64);

/** JSON with sorted keys: the same value always gives the same bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/** The hash of a row in its place: it covers what the row says, its position and the hash before it. */
export function chainHash(previousHash: string, position: number, row: AuditRow): string {
  const { hash: _hash, position: _position, createdAt, ...said } = row;
  const content = canonicalJson({ ...said, createdAt: createdAt.toISOString(), position });
  return createHash("sha256").update(`${previousHash}\n${content}`).digest("hex");
}

function macOf(key: Buffer, { tenantId, position, sequence, hash }: AuditHead): Buffer {
  const own = hkdfSync("sha256", key, "", "publify audit head", 32);
  return createHmac("sha256", Buffer.from(own))
    .update(canonicalJson([tenantId, position, sequence, hash]))
    .digest();
}

/** Sign the end of a chain with the first key of the ring. */
export function signHead(head: AuditHead, keyring: Keyring): string {
  const [current] = keyring;
  if (!current) throw new Error("The keyring holds no key");
  return `${current.id}.${macOf(current.key, head).toString("base64url")}`;
}

/** Tell whether `signature` was made for this end of the chain by a key of the ring. */
export function isSignedHead(head: AuditHead, signature: string, keyring: Keyring): boolean {
  const [id, mac = ""] = signature.split(".");
  const held = keyring.find((key) => key.id === id);
  if (!held) return false;
  const [given, expected] = [Buffer.from(mac, "base64url"), macOf(held.key, head)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export type AuditProblem =
  | { kind: "altered"; position: number; auditId: string; sequence: number }
  | { kind: "missing"; fromPosition: number; toPosition: number }
  | { kind: "inserted"; auditId: string; sequence: number }
  | { kind: "head_forged" };

/** Walks one workspace's chain from its first row and names what does not fit. */
export class ChainWalk {
  readonly problems: AuditProblem[] = [];
  private previousHash = genesisHash;
  private position = 0;

  /** Check the next row in order of sequence. `head` is the signed end: what is unsealed after it is merely young. */
  follow(row: AuditRow, head: AuditHead | null): void {
    const { hash, position, sequence, id: auditId } = row;
    if (hash === null || position === null) {
      if (head && sequence <= head.sequence) this.problems.push({ kind: "inserted", auditId, sequence });
      return;
    }
    const hole = position > this.position + 1;
    if (hole)
      this.problems.push({ kind: "missing", fromPosition: this.position + 1, toPosition: position - 1 });
    // Behind a hole the hash that it followed is gone, so only the rows after it can be checked.
    const fits =
      hole || (position === this.position + 1 && hash === chainHash(this.previousHash, position, row));
    if (!fits) this.problems.push({ kind: "altered", position, auditId, sequence });
    this.previousHash = hash;
    this.position = Math.max(this.position, position);
  }

  /** Compare the end of the walk with the signed head. */
  finish(head: (AuditHead & { signature: string }) | null, keyring: Keyring): AuditProblem[] {
    if (!head) return this.position > 0 ? [...this.problems, { kind: "head_forged" }] : this.problems;
    const cut = head.position > this.position;
    if (cut)
      this.problems.push({ kind: "missing", fromPosition: this.position + 1, toPosition: head.position });
    const fits = cut || (head.position === this.position && head.hash === this.previousHash);
    if (!fits || !isSignedHead(head, head.signature, keyring)) this.problems.push({ kind: "head_forged" });
    return this.problems;
  }
}
