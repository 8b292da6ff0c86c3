import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { publicReference } from "@/trpc/public-reference";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Basics } from "./sections/basics";
import { Contents } from "./sections/contents";
import { FieldTable } from "./sections/field-table";
import { Operation } from "./sections/operation";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("developers");
  return { title: t("title"), description: t("description") };
}

/** The reference of the public API, drawn from the document that the routers generate. */
export default async function DevelopersPage() {
  const t = await getTranslations("developers");
  const { groups, shapes } = publicReference();
  return (
    <div className="mx-auto grid max-w-6xl gap-x-10 px-4 py-10 sm:px-8 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <header className="mb-8 lg:col-span-2">
        <h1 className="text-3xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-2 mb-4 max-w-prose text-ink-muted">{t("description")}</p>
        <ButtonLink href="/api/v1/openapi.json" prefetch={false}>
          {t("document")}
        </ButtonLink>
      </header>
      <Contents groups={groups} />
      <div className="grid min-w-0 gap-12">
        <Basics />
        {groups.map(({ tag, operations }) => (
          <section key={tag} aria-labelledby={`group-${tag}`} className="grid gap-6">
            <h2 id={`group-${tag}`} className="scroll-mt-6 text-xl font-semibold">
              {tag}
            </h2>
            {operations.map((operation) => (
              <Operation key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
        <section aria-labelledby="shapes" className="grid gap-6">
          <h2 id="shapes" className="scroll-mt-6 text-xl font-semibold">
            {t("shapes")}
          </h2>
          {shapes.map(({ name, fields }) => (
            <div key={name} id={`shape-${name}`} className="grid scroll-mt-6 gap-2">
              <h3 className="font-mono text-sm font-semibold">{name}</h3>
              <FieldTable label={`${t("shapes")}: ${name}`} fields={fields} />
            </div>
          ))}
        </section>
      </div>
    </div>
  );
}
