import "server-only";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** Mails kept; older ones go as new ones come. */
const mailsMax = 200;
const mailMaxBytes = 10 * 1024 * 1024;
const FILE_NAME = /^\d{13}-[0-9a-f]{12}\.eml$/;

export interface CaughtMail {
  id: string;
  at: Date;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
}

export interface Mailbox {
  /** Where nodemailer delivers to. */
  smtpUrl: string;
  close(): Promise<void>;
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => FILE_NAME.test(name))
    .sort()
    .reverse();

async function keep(folder: string, content: Buffer): Promise<void> {
  const name = `${Date.now()}-${randomBytes(6).toString("hex")}.eml`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Written aside and renamed in: a reader, or a kill, never sees half a mail.
  await writeFile(join(folder, `${name}.part`), content, { mode: 0o600 });
  await rename(join(folder, `${name}.part`), join(folder, name));
  for (const old of (await filesOf(folder)).slice(mailsMax)) await rm(join(folder, old), { force: true });
}

/** Catch mail in this process, on a loopback port, into files that outlive it. For the product without SMTP server. */
export async function openMailbox(folder: string): Promise<Mailbox> {
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: mailMaxBytes,
    logger: false,
    onData(stream, _session, done) {
      read(stream)
        .then((content) => keep(folder, content))
        .then(() => done(), done);
    },
  });
  // A client that drops its connection is not our failure.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  return {
    smtpUrl: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const addressesOf = (list: { address?: string }[] = []): string[] =>
  list.flatMap(({ address }) => (address ? [address] : []));

async function parse(folder: string, name: string): Promise<CaughtMail | null> {
  const content = await readFile(join(folder, name)).catch(() => null);
  if (!content) return null;
  const mail = await PostalMime.parse(content);
  return {
    id: name.replace(/\.eml$/, ""),
    at: new Date(Number(name.slice(0, 13))),
    from: mail.from?.address ?? "",
    to: addressesOf(mail.to),
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html ?? null,
  };
}

/** The caught mails of a folder, newest first. */
export async function listMails(folder: string, limit = 50): Promise<CaughtMail[]> {
  const names = (await filesOf(folder)).slice(0, limit);
  const mails = await Promise.all(names.map((name) => parse(folder, name)));
  return mails.filter((mail) => mail !== null);
}

/** One caught mail; null when there is none by that id. */
export const findMail = async (folder: string, id: string): Promise<CaughtMail | null> =>
  FILE_NAME.test(`${id}.eml`) ? parse(folder, `${id}.eml`) : null;
