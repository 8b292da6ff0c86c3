/** Carries the path and query that a page's request asked for, which a layout is not told. */
export const askedPathHeader = "x-publify-path";

/** What was asked for, as an address to come back to; Next's own mark on its data requests is no part of it. */
export function askedPathOf({ pathname, searchParams }: Pick<URL, "pathname" | "searchParams">): string {
  const query = new URLSearchParams(searchParams);
  query.delete("_rsc");
  return query.size > 0 ? `${pathname}?${query}` : pathname;
}
