"use client";

import { useFormat } from "@/i18n/use-format";
import type { InstantStyle } from "@/i18n/format";
import { useNow } from "./post-clock";

export interface PostTimeProps {
  at: Date;
  zone: string;
  style?: InstantStyle;
  className?: string;
}

/** An instant as wall time of the workspace's zone. */
export function PostTime({ at, zone, style = "slot", className }: PostTimeProps) {
  const format = useFormat();
  return (
    <time dateTime={at.toISOString()} title={format.instant(at, zone, "full")} className={className}>
      {format.instant(at, zone, style)}
    </time>
  );
}

/** The distance to an instant, kept up to date: "in 5 minutes"; the wall time until the page is alive. */
export function RelativeTime({ at, zone, className }: Omit<PostTimeProps, "style">) {
  const format = useFormat();
  const now = useNow(at);
  return (
    <time dateTime={at.toISOString()} title={format.instant(at, zone, "full")} className={className}>
      {now === null ? format.instant(at, zone, "slot") : format.relative(at, new Date(now), zone)}
    </time>
  );
}

/** Wall time, and how far it is from now as soon as the page is alive. */
export function TimeAndDistance({ at, zone }: Pick<PostTimeProps, "at" | "zone">) {
  const alive = useNow(at) !== null;
  return (
    <>
      <PostTime at={at} zone={zone} />
      {alive && (
        <>
          {" "}
          (<RelativeTime at={at} zone={zone} />)
        </>
      )}
    </>
  );
}
