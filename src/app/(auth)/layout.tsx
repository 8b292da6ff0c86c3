import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { mayReadInbox } from "@/platform/inbox-access";
import { Link } from "@/ui/primitives/link";
import { PlainShell } from "@/ui/shell/plain-shell";

/** Pages before one is in a workspace. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("auth");
  return (
    <PlainShell>
      {children}
      {mayReadInbox(await headers()) && (
        <p className="mt-8 text-center text-[0.8125rem] text-ink-subtle">
          {t.rich("caught", { link: (words) => <Link href="/inbox">{words}</Link> })}
        </p>
      )}
    </PlainShell>
  );
}
