import { useTranslations } from "next-intl";
import type { ReferenceGroup } from "@/trpc/reference";
import { Link } from "@/ui/primitives/link";

/** The operations by tag, as links down the page. */
export function Contents({ groups }: { groups: readonly ReferenceGroup[] }) {
  const t = useTranslations("developers");
  return (
    <nav
      aria-label={t("contents")}
      className="mb-8 grid content-start gap-5 text-sm lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto"
    >
      {groups.map(({ tag, operations }) => (
        <div key={tag}>
          <p className="mb-1 font-semibold">{tag}</p>
          <ul className="grid gap-1">
            {operations.map(({ id, summary }) => (
              <li key={id}>
                <Link tone="quiet" href={`#${id}`} className="block py-0.5 text-ink-muted">
                  {summary}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
