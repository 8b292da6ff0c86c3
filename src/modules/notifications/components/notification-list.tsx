"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { byDay, nearnessOf } from "./notification-days";
import { type Notification, NotificationRow } from "./notification-row";

interface NotificationListProps {
  items: readonly Notification[];
  base: string;
  zone: string;
  /** Level of the days' headings below what stands above the list. */
  heading: "h2" | "h3";
  onFollow?: () => void;
}

/** News by day, the newest first. */
export function NotificationList({ items, base, zone, heading: Heading, onFollow }: NotificationListProps) {
  const t = useTranslations("notifications.list");
  const format = useFormat();
  const nameOf = (day: string): string => {
    const near = nearnessOf(day, new Date(), zone);
    return near ? t(near) : format.instant(new Date(`${day}T12:00:00Z`), "UTC", "weekday");
  };
  return (
    <div className="grid">
      {byDay(items, zone).map(({ day, items: told }) => (
        <section key={day} aria-labelledby={`${Heading}-${day}`}>
          <Heading
            id={`${Heading}-${day}`}
            className="border-b border-line bg-canvas px-4 py-1.5 text-xs font-medium text-ink-muted"
          >
            {nameOf(day)}
          </Heading>
          <ul className="divide-y divide-line border-b border-line">
            {told.map((notification) => (
              <NotificationRow
                key={notification.id}
                notification={notification}
                base={base}
                zone={zone}
                onFollow={onFollow}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
