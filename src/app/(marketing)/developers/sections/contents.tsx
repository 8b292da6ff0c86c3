import { useTranslations } from "next-intl";
import type { ReferenceGroup } from "@/trpc/reference";
import { Link } from "@/ui/primitives/link";

/** The operations by tag, as links down the page; a phone shows the tags alone, or the page would begin screens below. */
export function Contents({ groups }: { groups: readonly ReferenceGroup[] }) {
  const t = useTranslations("developers");
  return (
    <nav
      aria-label={t("contents")}
      className="mb-8 flex flex-wrap content-start gap-x-4 gap-y-1 text-sm lg:grid lg:gap-5 lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto"
    >
      {groups.map(({ tag, operations }) => (
        <div key={tag}>
          <Link
            tone="quiet"
            href={`#group-${encodeURIComponent(tag)}`}
            className="block py-1 font-semibold pointer-coarse:py-2"
          >
            {tag}
          </Link>
          <ul className="grid gap-1 max-lg:hidden">
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
