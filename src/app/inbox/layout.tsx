import { headers } from "next/headers";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { mayReadInbox } from "@/platform/inbox-access";
import { PlainShell } from "@/ui/shell/plain-shell";

/** Caught mails: for this machine only. */
export default async function InboxLayout({ children }: { children: ReactNode }) {
  if (!mayReadInbox(await headers())) notFound();
  return <PlainShell>{children}</PlainShell>;
}
