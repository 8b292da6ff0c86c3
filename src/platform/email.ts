import "server-only";
import { join } from "node:path";
import { createTransport, type Transporter } from "nodemailer";
import { DomainError } from "@/kernel/errors";
import type { RenderedMail } from "./email-template";
import { getEnv } from "./env";
import { type Mailbox, openMailbox } from "./mailbox";

export interface OutgoingMail extends RenderedMail {
  to: string;
  /** Dedupes at the receiver: two mails with one id are one mail. */
  messageId?: string;
}

const slot = globalThis as unknown as { publifyMail?: Promise<MailRuntime> };

interface MailRuntime {
  transport: Transporter;
  mailbox: Mailbox | null;
}

const connectMaxMs = 10_000;

/** Folder of the caught mails of a product without SMTP server. */
export const mailboxFolder = (): string => join(getEnv().dataFolder, "mail");

/** Tell whether mails go to the inbox page instead of to people. */
export const mailIsCaught = (): boolean => getEnv().smtpUrl === null;

async function open(): Promise<MailRuntime> {
  const { smtpUrl } = getEnv();
  const mailbox = smtpUrl ? null : await openMailbox(mailboxFolder());
  const url = new URL(smtpUrl ?? mailbox?.smtpUrl ?? "");
  // Unanswered servers must not hold a request or a step for nodemailer's two minutes.
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout"])
    url.searchParams.set(name, String(connectMaxMs));
  return { transport: createTransport(url.href), mailbox };
}

function runtime(): Promise<MailRuntime> {
  slot.publifyMail ??= open().catch((error: unknown) => {
    slot.publifyMail = undefined;
    throw error;
  });
  return slot.publifyMail;
}

/**
 * Hand one mail to the SMTP server. Never call it inside a transaction.
 * @throws DomainError UNAVAILABLE `mail.unavailable` (try again) or INVALID `mail.refused` (this address never will).
 */
export async function sendMail({ to, subject, html, text, messageId }: OutgoingMail): Promise<void> {
  const { transport } = await runtime();
  try {
    await transport.sendMail({ from: getEnv().mailFrom, to, subject, html, text, messageId });
  } catch (error) {
    const { responseCode = 0 } = error as { responseCode?: number };
    if (responseCode >= 500 && responseCode < 560)
      throw new DomainError("INVALID", "mail.refused", "The mail server refused this address", {
        cause: error,
      });
    throw new DomainError("UNAVAILABLE", "mail.unavailable", "The mail server does not answer", {
      cause: error,
      retryAfterMs: 60_000,
    });
  }
}

/** Close the transport and the catcher. */
export async function closeMail(): Promise<void> {
  const running = await slot.publifyMail?.catch(() => null);
  slot.publifyMail = undefined;
  running?.transport.close();
  await running?.mailbox?.close();
}
