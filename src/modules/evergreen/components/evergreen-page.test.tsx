// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { aChannel } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { type CollectionView, type EvergreenView, evergreenTemplate, type FillPreview } from "../schemas";
import { EvergreenPage } from "./evergreen-page";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channel = aChannel({ name: "Studio on Lab" });
const at = new Date("2027-03-18T08:00:00Z");

const collection: CollectionView = {
  ...{ id: newId("collection"), name: "Advice", channelIds: [channel.id], paused: false },
  ...{ cooldownDays: 30, weeklyCap: 2, horizonDays: 7, itemCount: 1, plannedCount: 1 },
  ...{ createdAt: at, updatedAt: at },
};
const item: EvergreenView = {
  ...{ id: newId("evergreen"), collectionId: collection.id, title: null, mediaCount: 1 },
  ...{
    template: evergreenTemplate.parse({}),
    variations: ["Water in the morning.", "Morning is for water."],
  },
  ...{ state: "active", uses: 3, usesMax: 10, lastUsedAt: at, createdAt: at, updatedAt: at },
  refusals: [{ channelId: channel.id, reason: "text_too_long" }],
};
const fill = { evergreenId: item.id, channelId: channel.id, at, text: "Water in the morning." };
const preview: FillPreview = {
  planned: [{ ...fill, variation: 0, postId: newId("post"), postState: "scheduled" }],
  next: [{ ...fill, at: new Date("2027-04-20T08:00:00Z"), variation: 1, postId: null, postState: null }],
  ...{ freeSlots: 4, slotless: [channel.id] },
};

let opened = 0;

/** The page over a server that holds these collections. */
async function open(
  collections: CollectionView[],
  procedures: Record<string, Answer> = {},
  locale: Locale = "en",
) {
  const workspace = `evergreen-${++opened}`;
  const { calls } = serveProcedures(workspace, {
    "evergreen.collections": () => ({ items: collections }),
    "evergreen.collection": () => ({ ...collection, items: [item] }),
    "evergreen.preview": () => preview,
    "channels.list": () => ({ items: [channel], nextCursor: null }),
    ...procedures,
  });
  renderIn(
    locale,
    <NuqsTestingAdapter>
      <TrpcPage workspace={workspace}>
        <EvergreenPage canManage zone="Europe/Paris" base="/acme" />
      </TrpcPage>
    </NuqsTestingAdapter>,
  );
  const sent = (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
  await waitFor(() => expect(sent("evergreen.collections").length).toBeGreaterThan(0));
  return { sent };
}

test("shows a collection with its pace, its items and what it fills next", async () => {
  await open([collection]);
  expect(await screen.findByRole("heading", { name: "Advice" })).toBeDefined();
  expect(screen.getByText(/At most 2 posts per channel in seven days · again after 30 days/)).toBeDefined();
  expect(screen.getByText(/2 texts|1 file/)).toBeDefined();
  expect(await screen.findByText("Studio on Lab refuses it as it is: the text is too long")).toBeDefined();
  expect(await screen.findByText("One of its channels has no slot for evergreen posts.")).toBeDefined();
  expect(screen.getByText("Planned")).toBeDefined();
  expect(screen.getByText("To come")).toBeDefined();
});

test("says what to do first where there is nothing, in French", async () => {
  await open([], {}, "fr");
  expect(await screen.findByText("Pas encore de collection")).toBeDefined();
});

test("writes an item in several texts, and keeps them when the server refuses", async () => {
  const { sent } = await open([collection], {
    "evergreen.create": () => {
      throw new Refusal({ code: "INVALID", reason: "evergreen.empty" });
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Add an item" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Text 1" }), { target: { value: "One" } });
  fireEvent.click(screen.getByRole("button", { name: "Add another text" }));
  const second = await screen.findByRole("textbox", { name: "Text 2" });
  fireEvent.change(second, { target: { value: "Two" } });
  fireEvent.click(screen.getByRole("button", { name: "Add the item" }));
  expect(await screen.findByText("Write something, or remove this text.")).toBeDefined();
  expect(sent("evergreen.create")).toMatchObject([
    { collectionId: collection.id, variations: ["One", "Two"], usesMax: null },
  ]);
  expect((second as HTMLTextAreaElement).value).toBe("Two");
});

test("refuses the same text twice before anything is sent", async () => {
  const { sent } = await open([collection]);
  fireEvent.click(await screen.findByRole("button", { name: "Add an item" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Text 1" }), { target: { value: "One" } });
  fireEvent.click(screen.getByRole("button", { name: "Add another text" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Text 2" }), { target: { value: " one" } });
  fireEvent.click(screen.getByRole("button", { name: "Add the item" }));
  expect(await screen.findByText("Two of the texts are the same.")).toBeDefined();
  expect(sent("evergreen.create")).toEqual([]);
});

test("asks what becomes of planned posts before it pauses", async () => {
  const { sent } = await open([collection], { "evergreen.pause": () => ({ ...collection, paused: true }) });
  fireEvent.keyDown(await screen.findByRole("button", { name: "More actions for Advice" }), { key: "Enter" });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Pause…" }));
  fireEvent.click(await screen.findByRole("radio", { name: /Take it out of the plan/ }));
  fireEvent.click(screen.getByRole("button", { name: "Pause" }));
  await waitFor(() =>
    expect(sent("evergreen.pause")).toEqual([{ collectionId: collection.id, planned: "remove" }]),
  );
});

test("a use that lies ahead is told as planned, one that is over as the last", async () => {
  const over = new Date("2020-03-18T08:00:00Z");
  await open([collection]);
  expect(await screen.findByText(/planned for 18 March 2027|planned for 18 Mar 2027/)).toBeTruthy();
  cleanup();
  await open([collection], {
    "evergreen.collection": () => ({ ...collection, items: [{ ...item, lastUsedAt: over }] }),
  });
  expect(await screen.findByText(/last on 18 Mar/)).toBeTruthy();
});

test("where nothing follows, the page says why: used up, no free slot, or too soon", async () => {
  const none = {
    "evergreen.preview": () => ({ ...preview, planned: [], next: [], slotless: [], freeSlots: 0 }),
  };
  const usedUp = { ...collection, itemCount: 0 };
  await open([usedUp], { ...none, "evergreen.collection": () => ({ ...usedUp, items: [item] }) });
  expect(await screen.findByText(/^Every item was used as often as it may/)).toBeTruthy();
  cleanup();
  await open([collection], none);
  expect(await screen.findByText("No slot is free in the days that it fills.")).toBeTruthy();
  cleanup();
  await open([collection], {
    "evergreen.preview": () => ({ ...preview, planned: [], next: [], slotless: [], freeSlots: 4 }),
  });
  expect(await screen.findByText(/less than 30 days away, or the limit of 2 posts/)).toBeTruthy();
});
