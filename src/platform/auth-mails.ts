import "server-only";
import { after } from "next/server";
import { isLocale, type Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { sendMail } from "./email";
import { type RenderedMail, renderMail } from "./email-template";
import { log } from "./log";

export type AuthMailKind = "verify" | "reset" | "changeEmail";

export interface AuthMailInput {
  kind: AuthMailKind;
  locale: unknown;
  name: string;
  url: string;
  /** The address that the account will get, for `changeEmail`. */
  newEmail?: string;
}

/** Write a mail of the sign-in system in the person's language. */
export function authMail({ kind, locale, name, url, newEmail = "" }: AuthMailInput): RenderedMail {
  const language: Locale = isLocale(locale) ? locale : "en";
  const t = translatorOf(language, "mail");
  return renderMail({
    locale: language,
    subject: t(`${kind}.subject`),
    preview: t(`${kind}.preview`),
    title: t(`${kind}.title`, { name }),
    paragraphs: [t(`${kind}.body`, { newEmail }), t(`${kind}.expiry`)],
    action: { label: t(`${kind}.action`), url, fallback: t("fallback") },
    footer: t(`${kind}.footer`),
  });
}

/**
 * Run work that the answer must not wait for: a mail's duration would tell whether an account exists.
 * Next keeps a hosted function alive for it; outside a request the process does.
 */
export function inBackground(work: Promise<unknown>): void {
  const settled = work.catch((error: unknown) => {
    log().error({ error }, "background work of sign-in failed");
  });
  try {
    after(() => settled);
  } catch {
    // Outside a request there is nothing to keep alive.
  }
}

/** Send a mail of the sign-in system; a failure is logged, the person can ask again. */
export async function sendAuthMail(to: string, mail: AuthMailInput): Promise<void> {
  try {
    await sendMail({ to, ...authMail(mail) });
  } catch (error) {
    log().error({ error, kind: mail.kind }, "mail of sign-in was not sent");
  }
}
