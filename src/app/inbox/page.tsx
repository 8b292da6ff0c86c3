import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { formatRelative } from "@/i18n/format";
import { mailboxFolder } from "@/platform/email";
import { mayReadInbox } from "@/platform/inbox-access";
import { listMails } from "@/platform/mailbox";
import { EmptyState } from "@/ui/patterns/empty-state";
import { PageHeader } from "@/ui/patterns/page-header";
import { Link } from "@/ui/primitives/link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("inbox.title"),
});

/** The mails that an embedded product keeps instead of sending them. */
export default async function InboxPage() {
  // Layouts and pages are drawn side by side: each asks for itself.
  if (!mayReadInbox(await headers())) notFound();
  const [t, locale, mails] = [
    await getTranslations("auth.inbox"),
    await getLocale(),
    await listMails(mailboxFolder()),
  ];
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {mails.length === 0 ? (
        <EmptyState icon={Inbox} title={t("empty")} description={t("emptyDescription")} />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
          {mails.map((mail) => (
            <li key={mail.id} className="grid gap-0.5 px-4 py-3">
              <Link href={`/inbox/${mail.id}`} tone="quiet" className="font-medium">
                {mail.subject}
              </Link>
              <p className="flex flex-wrap justify-between gap-x-4 text-[0.8125rem] text-ink-subtle">
                <span className="min-w-0 break-all">{t("to", { address: mail.to.join(", ") })}</span>
                <time dateTime={mail.at.toISOString()}>
                  {formatRelative(mail.at, { now: new Date(), locale })}
                </time>
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
