import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mailboxFolder } from "@/platform/email";
import { mayReadInbox } from "@/platform/inbox-access";
import { findMail } from "@/platform/mailbox";
import { PageHeader } from "@/ui/patterns/page-header";
import { Link } from "@/ui/primitives/link";

const ADDRESS = /(https?:\/\/\S+)/;

/** The text cut at its links, each part with its place. */
const partsOf = (text: string): { part: string; at: number }[] => {
  let at = 0;
  return text.split(ADDRESS).map((part) => {
    at += part.length;
    return { part, at };
  });
};

/** One caught mail as text, with links that work. Its HTML is never drawn: it would run under this page's origin. */
export default async function MailPage({ params }: PageProps<"/inbox/[id]">) {
  if (!mayReadInbox(await headers())) notFound();
  const mail = await findMail(mailboxFolder(), (await params).id);
  if (!mail) notFound();
  const t = await getTranslations("auth.inbox");
  return (
    <>
      <PageHeader
        above={<Link href="/inbox">{t("back")}</Link>}
        title={mail.subject}
        description={t("to", { address: mail.to.join(", ") })}
      />
      <div className="whitespace-pre-wrap wrap-anywhere rounded-lg border border-line bg-surface p-5 text-sm shadow-xs">
        {partsOf(mail.text).map(({ part, at }) =>
          ADDRESS.test(part) ? (
            <a key={at} href={part} className="break-all text-accent-ink underline underline-offset-4">
              {part}
            </a>
          ) : (
            part
          ),
        )}
      </div>
    </>
  );
}
