// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { aChannel } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { nextOccurrences, recurrenceOf } from "../policy";
import { type SeriesView, seriesTemplate, type UpcomingOccurrence } from "../schemas";
import { Recurring } from "./series-list";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channel = aChannel({ name: "Studio on Lab" });
const plan = {
  rule: "FREQ=WEEKLY;BYDAY=MO,TH",
  startsAt: "2027-03-18T09:00",
  timeZone: "Europe/Paris",
  excluded: [],
};
const since = new Date("2027-03-01T00:00:00Z");

function aSeries(part: Partial<SeriesView> = {}): SeriesView {
  const times = nextOccurrences(plan, since, 6);
  return {
    ...plan,
    id: newId("series"),
    state: "active",
    template: seriesTemplate.parse({ body: "Tip of the week", variants: [{ channelId: channel.id }] }),
    body: "Tip of the week: water in the morning.",
    title: null,
    channelIds: [channel.id],
    recurrence: recurrenceOf(plan),
    problem: null,
    authorName: "Ada",
    published: 3,
    upcoming: times.map(
      (time, index): UpcomingOccurrence => ({
        ...time,
        postId: index < 4 ? newId("post") : null,
        postState: index < 4 ? "scheduled" : null,
        detached: index === 1,
      }),
    ),
    filledUntil: null,
    createdAt: since,
    updatedAt: since,
    ...part,
  };
}

let opened = 0;

/** The page over a server that holds these series. */
async function open(items: SeriesView[], procedures: Record<string, Answer> = {}, locale: Locale = "en") {
  const workspace = `series-${++opened}`;
  const pushed: string[] = [];
  const { calls } = serveProcedures(workspace, {
    "series.list": () => ({ items, nextCursor: null }),
    "channels.list": () => ({ items: [channel], nextCursor: null }),
    "planning.posts": () => ({ items: [], nextCursor: null }),
    "series.preview": (input) => ({
      rule: plan.rule,
      recurrence: recurrenceOf(input as typeof plan),
      times: nextOccurrences(input as typeof plan, since, 5),
    }),
    ...procedures,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace} onPush={(href) => pushed.push(href)}>
      <Recurring canManage zone="Europe/Paris" tomorrow="2027-03-22" base="/acme" />
    </TrpcPage>,
  );
  const sent = (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
  await waitFor(() => expect(sent("series.list").length).toBeGreaterThan(0));
  return { sent, pushed };
}

test("shows each series in words with what comes next, in both languages", async () => {
  await open([aSeries()], {}, "fr");
  expect(await screen.findByText("Toutes les semaines le lundi et le jeudi à 09:00")).toBeDefined();
  cleanup();
  await open([aSeries()]);
  expect(await screen.findByText("Every week on Monday and Thursday at 09:00")).toBeDefined();
  const next = screen.getByRole("list", { name: "What comes next" });
  expect(within(next).getAllByRole("listitem")).toHaveLength(3);
  fireEvent.click(screen.getByRole("button", { name: "Show 3 more" }));
  expect(within(next).getAllByRole("listitem")).toHaveLength(6);
  expect(within(next).getByText("Edited by hand")).toBeDefined();
});

test("says why a series stopped", async () => {
  await open([aSeries({ problem: "post.channel_unavailable" })]);
  expect(await screen.findByText(/One of its channels is disconnected/)).toBeDefined();
  expect(screen.getByText("Stopped")).toBeDefined();
});

test("asks what to change; one occurrence alone opens in the composer, written first when it is not yet", async () => {
  const written = newId("post");
  const series = aSeries();
  const { sent, pushed } = await open([series], { "series.editOccurrence": () => ({ id: written }) });
  fireEvent.click(await screen.findByRole("button", { name: "Show 3 more" }));
  const last = series.upcoming[5];
  const buttons = screen.getAllByRole("button", { name: /^Edit (Mon|Thu)/ });
  fireEvent.click(buttons[5] as HTMLElement);
  expect(
    (await screen.findByRole("radio", { name: /This occurrence only/ })).getAttribute("data-state"),
  ).toBe("checked");
  fireEvent.click(screen.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(pushed).toEqual([`/acme/compose?post=${written}`]));
  expect(sent("series.editOccurrence")).toEqual([{ seriesId: series.id, occurrence: last?.occurrence }]);
});

test("sends only what was changed when those that follow are changed", async () => {
  const series = aSeries();
  const { sent } = await open([series], { "series.editFollowing": () => series });
  fireEvent.click((await screen.findAllByRole("button", { name: /^Edit (Mon|Thu)/ }))[1] as HTMLElement);
  fireEvent.click(await screen.findByRole("radio", { name: /This and those that follow/ }));
  fireEvent.click(screen.getByRole("button", { name: "Continue" }));
  fireEvent.click(await screen.findByRole("button", { name: "Tuesday" }));
  fireEvent.click(screen.getByRole("checkbox", { name: /edited by hand/ }));
  fireEvent.click(screen.getByRole("button", { name: "Change these" }));
  await waitFor(() => expect(sent("series.editFollowing")).toHaveLength(1));
  expect(sent("series.editFollowing")).toEqual([
    {
      seriesId: series.id,
      occurrence: series.upcoming[1]?.occurrence,
      rule: "FREQ=WEEKLY;BYDAY=MO,TU,TH",
      includeEdited: true,
    },
  ]);
});

test("keeps what was typed when the server refuses a new series, and says why", async () => {
  const { sent } = await open([], {
    "series.create": () => {
      throw new Refusal({ code: "INVALID", reason: "series.no_occurrence" });
    },
  });
  expect(await screen.findByText("Nothing repeats yet")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "New recurring post" }));
  const text = await screen.findByRole("textbox", { name: /^Text/ });
  fireEvent.change(text, { target: { value: "Every week" } });
  fireEvent.click(await screen.findByRole("button", { name: /Studio on Lab/ }));
  await screen.findByRole("list", { name: "Next occurrences" });
  fireEvent.click(screen.getByRole("button", { name: "Start the series" }));
  expect(await screen.findByText(/This rule makes no post from now on/)).toBeDefined();
  expect(sent("series.create")).toMatchObject([
    {
      rule: "FREQ=WEEKLY;BYDAY=MO",
      startsAt: "2027-03-22T09:00",
      template: { body: "Every week", variants: [{ channelId: channel.id }] },
    },
  ]);
  expect((text as HTMLTextAreaElement).value).toBe("Every week");
});
