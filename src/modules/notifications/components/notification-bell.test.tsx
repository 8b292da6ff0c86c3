// @vitest-environment happy-dom
import { configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { NotificationBell } from "./notification-bell";
import type { Notification } from "./notification-row";

configure({ asyncUtilTimeout: 3_000 });
afterEach(() => vi.unstubAllGlobals());

const news = (part: Partial<Notification> = {}): Notification => ({
  id: newId("notification"),
  kind: "post.failed",
  data: { post: "Boats", channel: "Site", postId: "post_1", reason: "policy" },
  path: "posts/post_1",
  createdAt: new Date(Date.now() - minuteMs),
  readAt: null,
  ...part,
});

let opened = 0;

/** A bell over a server that keeps these notifications. */
function open(held: Notification[], procedures: Record<string, Answer> = {}, locale: Locale = "en") {
  const read = (ids: (one: Notification) => boolean) => {
    for (const one of held) if (ids(one)) one.readAt ??= new Date();
    return {};
  };
  const workspace = `bell-${++opened}`;
  const served = serveProcedures(workspace, {
    "notifications.unread": () => ({ unread: held.filter(({ readAt }) => readAt === null).length }),
    "notifications.list": () => ({ items: held, nextCursor: null }),
    "notifications.markRead": (input) =>
      read(({ id }) => id === (input as { notificationId: string }).notificationId),
    "notifications.markAllRead": (input) =>
      read(({ createdAt }) => createdAt <= (input as { before: Date }).before),
    ...procedures,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <NotificationBell base={`/${workspace}`} zone="Europe/Paris" />
    </TrpcPage>,
  );
  return { ...served, workspace };
}

const panelOf = async (name: RegExp) => {
  fireEvent.click(await screen.findByRole("button", { name }));
  return within(await screen.findByRole("dialog", { name: "Notifications" }));
};

describe("the bell", () => {
  test("says how much is new, and leads each piece of news to its place", async () => {
    const { workspace } = open([
      news(),
      news({ kind: "channel.broken", data: { channel: "Bluesky" }, path: "channels", readAt: new Date() }),
    ]);
    const panel = await panelOf(/^Notifications, 1 unread$/);
    const link = await panel.findByRole("link", { name: /“Boats” could not be published on Site.*Unread/ });
    expect(link.getAttribute("href")).toBe(`/${workspace}/posts/post_1`);
    expect(panel.getByText("The network’s rules do not allow this post.")).toBeTruthy();
    expect(panel.getByRole("link", { name: /must be reconnected/ }).getAttribute("href")).toBe(
      `/${workspace}/channels`,
    );
    expect(panel.getByRole("heading", { name: "Today" })).toBeTruthy();
  });

  test("marks one as read, and all that is shown", async () => {
    const { calls } = open([news(), news(), news()]);
    const panel = await panelOf(/, 3 unread/);
    const [first] = await panel.findAllByRole("button", { name: /^Mark as read: “Boats”/ });
    if (!first) throw new Error("Nothing to mark");
    fireEvent.click(first);
    await waitFor(() => expect(panel.getAllByRole("button", { name: /^Mark as read/ })).toHaveLength(2));
    fireEvent.click(panel.getByRole("button", { name: "Mark all as read" }));
    await screen.findByRole("button", { name: "Notifications" });
    expect(calls.map(([path]) => path)).toContain("notifications.markAllRead");
  });

  test("says that there is nothing to tell", async () => {
    open([]);
    const panel = await panelOf(/^Notifications$/);
    expect(await panel.findByText("Nothing to tell")).toBeTruthy();
  });

  test("offers to try again when the news cannot be read", async () => {
    open([], {
      "notifications.list": () => {
        throw new Refusal({ code: "FORBIDDEN", reason: "permission.missing" });
      },
    });
    const panel = await panelOf(/^Notifications$/);
    expect(await panel.findByRole("alert")).toBeTruthy();
  });

  test("stops counting where a number says no more", async () => {
    open([], { "notifications.unread": () => ({ unread: 100 }) });
    expect(await screen.findByText("99+")).toBeTruthy();
  });

  test("speaks French", async () => {
    open([news()], {}, "fr");
    const panel = await panelOf(/^Notifications, 1 non lue$/);
    expect(await panel.findByRole("link", { name: /Boats.» n’a pas pu être publié sur Site/ })).toBeTruthy();
  });
});
