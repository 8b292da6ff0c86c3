import { z } from "zod";
import type { Account } from "../contract";

/** What we keep, encrypted, of an account. */
export const blueskyCredentials = z.object({
  /** Where sessions are opened and renewed. */
  service: z.string(),
  /** Where the account's data lives; the same server, or one behind it. */
  pds: z.string(),
  did: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  /** The app password, to open a new session when the old one lapsed. Never an account's main password. */
  appPassword: z.string().optional(),
});
export type BlueskyCredentials = z.output<typeof blueskyCredentials>;

/** The credentials of a Bluesky account. @throws ZodError when the row was not written by this network. */
export const credentialsOf = ({ credentials }: Account): BlueskyCredentials =>
  blueskyCredentials.parse(credentials);

/** `com.atproto.server.createSession` and `refreshSession`. */
export const sessionAnswer = z.object({
  did: z.string().startsWith("did:"),
  handle: z.string(),
  accessJwt: z.string().min(1),
  refreshJwt: z.string().min(1),
  didDoc: z.unknown().optional(),
  active: z.boolean().optional(),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

const didDocument = z.object({
  service: z.array(z.object({ id: z.string(), type: z.string(), serviceEndpoint: z.unknown() })),
});

/** The data server that an account's own document names; null when it names none. */
export function dataServerOf(didDoc: unknown): string | null {
  const parsed = didDocument.safeParse(didDoc);
  const found = parsed.data?.service.find(
    ({ id, type }) => id.endsWith("#atproto_pds") && type === "AtprotoPersonalDataServer",
  );
  return typeof found?.serviceEndpoint === "string" ? found.serviceEndpoint.replace(/\/$/, "") : null;
}

const claimsSchema = z.object({ exp: z.number().optional(), scope: z.string().optional() });

/** What a token says of itself, unverified: only its owner's server may judge it. Null when it is opaque. */
export function claimsOf(jwt: string): { expiresAt: Date | null; scope: string | null } | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    const { exp, scope } = claimsSchema.parse(json);
    return { expiresAt: exp === undefined ? null : new Date(exp * 1_000), scope: scope ?? null };
  } catch {
    return null;
  }
}

/** Merge a session's answer into what we keep. */
export function renewed(before: Omit<BlueskyCredentials, "accessJwt" | "refreshJwt">, answer: SessionAnswer) {
  const pds = dataServerOf(answer.didDoc) ?? before.pds;
  const { did, accessJwt, refreshJwt } = answer;
  return {
    credentials: { ...before, pds, did, accessJwt, refreshJwt } satisfies BlueskyCredentials,
    expiresAt: claimsOf(accessJwt)?.expiresAt ?? null,
  };
}
