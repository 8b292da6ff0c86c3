import { mkdtempSync, rmSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { forgetSignIn, useSignIn } from "@/testing/auth";
import { closeMail, mailboxFolder, sendMail } from "./email";
import { renderMail } from "./email-template";
import { getEnv } from "./env";
import { mayReadInbox } from "./inbox-access";
import { findMail, listMails, openMailbox } from "./mailbox";

useSignIn();
const slot = globalThis as unknown as Record<string, unknown>;

const mail = renderMail({
  locale: "fr",
  subject: "Invitée à « Café »\r\nBcc: thief@example.test",
  preview: "Aperçu",
  title: "<script>alert(1)</script>",
  paragraphs: ["Été & hiver"],
  action: { label: "Voir", url: 'https://example.test/?a=1&b="2"', fallback: "Sinon :" },
  footer: "Pied",
});

describe("a mail", () => {
  test("escapes every word and lets no header in by its subject", () => {
    expect(mail.html).not.toContain("<script>");
    expect(mail.html).toContain("https://example.test/?a=1&amp;b=&quot;2&quot;");
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).toContain('Voir:\nhttps://example.test/?a=1&b="2"');
  });

  test("reaches the inbox of a product without SMTP server, accents and all, and outlives the process", async () => {
    await sendMail({ to: "ada@example.test", ...mail });
    await closeMail();
    const [caught] = await listMails(mailboxFolder());
    expect(caught).toMatchObject({ to: ["ada@example.test"], from: "no-reply@publify.localhost" });
    expect(caught?.subject).toContain("Invitée à « Café »");
    expect(caught?.text).toContain("Été & hiver");
    expect(await findMail(mailboxFolder(), caught?.id ?? "")).toEqual(caught);
  });
});

describe("the mailbox", () => {
  test("keeps the newest mails only, and ignores files that are not mails", async () => {
    const folder = mkdtempSync(join(tmpdir(), "publify-mailbox-"));
    for (let i = 0; i < 205; i++)
      await writeFile(join(folder, `${1_700_000_000_000 + i}-0123456789ab.eml`), "Subject: old\r\n\r\n");
    await writeFile(join(folder, "notes.txt"), "mine");
    const box = await openMailbox(folder);
    slot.publifyEnv = { ...getEnv(), smtpUrl: box.smtpUrl };
    await sendMail({ to: "ada@example.test", ...mail });
    expect((await readdir(folder)).filter((name) => name.endsWith(".eml"))).toHaveLength(200);
    expect((await listMails(folder, 1))[0]?.subject).toContain("Invitée");
    await box.close();
    await closeMail();
    slot.publifyEnv = { ...getEnv(), smtpUrl: null };
    rmSync(folder, { recursive: true });
  });

  test.each(["../../etc/passwd", "1700000000000-0123456789ab/../x", ""])("knows no mail %j", async (id) => {
    expect(await findMail(mailboxFolder(), id)).toBeNull();
  });

  const from = (host: string, address?: string) =>
    new Headers({ host, ...(address && { "x-forwarded-for": address }) });

  test("is shown to its own machine only, and only while mails are caught", () => {
    expect(mayReadInbox(from("localhost:3000", "127.0.0.1"))).toBe(true);
    expect(mayReadInbox(from("localhost:3000", "::ffff:127.0.0.1"))).toBe(true);
    expect(mayReadInbox(from("localhost:3000", "192.168.1.20"))).toBe(false);
    expect(mayReadInbox(from("publify.test", "127.0.0.1"))).toBe(false);
    const env = getEnv();
    for (const other of [{ embedded: false }, { smtpUrl: "smtp://x" }, { appUrl: "https://publify.test" }]) {
      slot.publifyEnv = { ...env, ...other };
      expect(mayReadInbox(from("localhost:3000", "127.0.0.1"))).toBe(false);
    }
    slot.publifyEnv = env;
  });
});

describe("a mail server", () => {
  const env = () => getEnv();
  const useServer = (smtpUrl: string) => {
    slot.publifyEnv = { ...env(), smtpUrl };
  };
  afterEach(async () => {
    await closeMail();
    slot.publifyEnv = { ...env(), smtpUrl: null };
    forgetSignIn();
  });
  const listen = async (
    server: { listen(port: number, host: string, ready: () => void): unknown },
    port: () => number,
  ) => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return port();
  };

  test("that refuses an address says so for good", async () => {
    const server = new SMTPServer({
      authOptional: true,
      logger: false,
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error("No such user"), { responseCode: 550 })),
    });
    const port = await listen(server, () => (server.server.address() as { port: number }).port);
    useServer(`smtp://127.0.0.1:${port}?ignoreTLS=true`);
    await expect(sendMail({ to: "nobody@example.test", ...mail })).rejects.toMatchObject({
      reason: "mail.refused",
    });
    await new Promise((resolve) => server.close(() => resolve(null)));
  });

  test("that cannot be reached is unavailable, worth another try", async () => {
    const probe = createServer();
    const port = await listen(probe, () => (probe.address() as { port: number }).port);
    await new Promise((resolve) => probe.close(resolve));
    useServer(`smtp://127.0.0.1:${port}`);
    await expect(sendMail({ to: "ada@example.test", ...mail })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      reason: "mail.unavailable",
    });
  });
});
