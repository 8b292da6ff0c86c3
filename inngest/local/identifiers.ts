import { createHash, randomBytes } from "node:crypto";

const stamp = (at: Date): string => at.getTime().toString(16).padStart(12, "0");

/** A random id that sorts by time. */
export const newIdentifier = (at: Date): string => `${stamp(at)}${randomBytes(10).toString("hex")}`;

/** The id that the same seed always gives, so that what is sent twice counts once. */
export const seededIdentifier = (at: Date, seed: string): string =>
  `${stamp(at)}${createHash("sha256").update(seed).digest("hex").slice(0, 20)}`;
