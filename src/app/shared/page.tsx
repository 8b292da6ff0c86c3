import { FileWarning } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { returnPathOf } from "@/modules/identity/policy";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ButtonLink } from "@/ui/primitives/button-link";
import { PlainShell } from "@/ui/shell/plain-shell";

const PROBLEMS = [
  ...(["too_large", "malformed", "empty", "foreign", "forbidden"] as const),
  ...(["limited", "failed", "files_refused", "files_lost"] as const),
];

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("pwa.shared"))("title"),
});

/** Why what was shared with the installed application could not be kept, or not all of it. */
export default async function SharedPage({ searchParams }: PageProps<"/shared">) {
  const [given, t] = [await searchParams, await getTranslations("pwa.shared")];
  const why = (await getTranslations("errors")) as unknown as LooseTranslator;
  const problem = PROBLEMS.find((known) => known === given.problem) ?? "failed";
  const draft = returnPathOf(given.to);
  const [name, reason] = [given.name, given.reason].map((value) => String(value ?? "").slice(0, 200));
  const said = reason && why.has(reason) ? why(reason) : "";
  return (
    <PlainShell>
      <h1 className="sr-only">{t("title")}</h1>
      <EmptyState
        icon={FileWarning}
        title={t(`${problem}.title`)}
        description={t(`${problem}.description`, { name: name ?? "", said })}
        action={
          <ButtonLink href={draft ?? "/start?to=compose"} variant="primary">
            {t(draft ? "openDraft" : "write")}
          </ButtonLink>
        }
      />
    </PlainShell>
  );
}
