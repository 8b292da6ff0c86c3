import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "../primitives/link";

/** The way back to the list that a page belongs to, above its title. */
export const BackLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} tone="quiet" className="inline-flex items-center gap-1.5">
    <ArrowLeft aria-hidden className="size-4" />
    {children}
  </Link>
);
