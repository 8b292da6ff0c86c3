import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { handleAuth } from "@/platform/auth-handler";
import { openRedis } from "@/platform/cache";
import { closeMail, mailboxFolder } from "@/platform/email";
import { parseEnv } from "@/platform/env";
import { type CaughtMail, listMails } from "@/platform/mailbox";

const slot = globalThis as unknown as Record<string, unknown>;

export const appUrl = "http://localhost:3000";

/** Give a test file the environment of an embedded product, with sign-in, limits and a mailbox of its own. */
export function useSignIn(overrides: Record<string, string> = {}): void {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "publify-sign-in-"));
    slot.publifyEnv = parseEnv({
      NODE_ENV: "test",
      APP_URL: appUrl,
      PUBLIFY_EMBEDDED: "true",
      PUBLIFY_DATA: folder,
      DATABASE_URL: "postgres://unused",
      AUTH_SECRET: "a secret that only tests know, of some length",
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
      LOG_LEVEL: "silent",
      ...overrides,
    });
    forgetSignIn();
  });
  afterAll(async () => {
    await closeMail();
    forgetSignIn();
    delete slot.publifyEnv;
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Drop the instances of this process, so that the next use builds them anew. */
export function forgetSignIn(): void {
  for (const name of ["publifyAuth", "publifyLimiters", "publifyLocalRedis", "publifyLog"]) delete slot[name];
  slot.publifyRedis = openRedis(null);
}

export interface AuthAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A browser: keeps cookies and speaks to the real sign-in handler. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly address = "203.0.113.7",
    private readonly origin = appUrl,
  ) {}

  get headers(): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return new Headers({ origin: this.origin, "x-forwarded-for": this.address, ...(cookie && { cookie }) });
  }

  async call(path: string, body?: unknown): Promise<AuthAnswer> {
    const headers = this.headers;
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await handleAuth(
      new Request(new URL(`/api/auth${path}`, this.origin), {
        method: body === undefined ? "GET" : "POST",
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    const parsed = text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, body: parsed ?? {} };
  }

  private keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || attributes.some((part) => /^\s*max-age=0/i.test(part))) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  signUp(email: string, password = defaultPassword, name = "Ada") {
    return this.call("/sign-up/email", { name, email, password, locale: "en" });
  }
  signIn(email: string, password = defaultPassword) {
    return this.call("/sign-in/email", { email, password });
  }
  /** The signed-in person's id, or null. */
  async userId(): Promise<string | null> {
    const { body } = await this.call("/get-session");
    return (body.user as { id: string } | undefined)?.id ?? null;
  }
}

export const defaultPassword = "correct horse battery";

let people = 0;
/** An address that no other test uses. */
export const anAddress = (name = "ada"): string => `${name}-${process.pid}-${++people}@example.test`;

/** The newest caught mail to `address`, waiting for it to arrive. */
export async function mailTo(address: string, subject = ""): Promise<CaughtMail> {
  for (let tries = 0; tries < 200; tries++) {
    const found = (await listMails(mailboxFolder())).find(
      (mail) => mail.to.includes(address) && mail.subject.includes(subject),
    );
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`No mail to ${address}`);
}

/** The first link of a mail. */
export function linkIn(mail: CaughtMail): URL {
  const url = /https?:\/\/\S+/.exec(mail.text)?.[0];
  if (!url) throw new Error(`No link in "${mail.subject}"`);
  return new URL(url);
}
