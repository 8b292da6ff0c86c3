import type { Metadata } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import { clientMessagesOf } from "@/i18n/catalogue";
import { formatInstant } from "@/i18n/format";
import { isLocale, LOCALE_COOKIE } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { ClientFrame } from "@/modules/approvals/components/client-frame";
import { ClientReview } from "@/modules/approvals/components/client-review";
import { api, HydrateClient } from "@/trpc/server";

/** The address is the secret: no index, no referrer, and a title that tells nothing. */
export const generateMetadata = async (): Promise<Metadata> => ({
  title: translatorOf(await getLocale(), "approvals.client")("title"),
  robots: { index: false, follow: false },
  referrer: "no-referrer",
});

/** What a client's link opens, in their own choice of language, else the one that the sender chose for them. */
export default async function ReviewPage({ params }: PageProps<"/review/[token]">) {
  const { token } = await params;
  const { page } = await api.approvals.review({ token });
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : (page?.locale ?? (await getLocale()));
  const t = translatorOf(locale, "approvals.client");
  await api.approvals.review.prefetch({ token });
  const footer = page
    ? t("footer", {
        workspace: page.workspace.name,
        date: formatInstant(page.expiresAt, { zone: page.workspace.timeZone, locale, style: "date" }),
      })
    : null;
  return (
    <NextIntlClientProvider locale={locale} messages={clientMessagesOf(locale)}>
      <div lang={locale}>
        <ClientFrame
          workspace={page?.workspace ?? null}
          brand={translatorOf(locale, "common")("appName")}
          footer={[footer, t("madeWith")].filter(Boolean).join(" ")}
        >
          <HydrateClient>
            <ClientReview token={token} />
          </HydrateClient>
        </ClientFrame>
      </div>
    </NextIntlClientProvider>
  );
}
