// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { aChannel, savedPost } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PostView } from "../schemas";
import { composeChannels } from "./composer-check";
import { PlanDialog } from "./composer-plan-dialog";
import { emptyDraft } from "./composer-state";
import type { PlanChoice } from "./use-plan";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channel = aChannel({ name: "Lab" });
const at = new Date("2030-06-03T07:00:00Z");
const upstream = savedPost(
  { ...emptyDraft("en", [channel.id]), title: "The article", body: "Long" },
  { publishAt: at, state: "scheduled" },
);
const summary = {
  ...upstream,
  ...{
    excerpt: "Long",
    channels: [{ channelId: channel.id, name: "Lab", network: "lab", state: "scheduled" }],
  },
};
let opened = 0;

interface Setting {
  post?: PostView | null;
  initial?: string;
  namesAddress?: boolean;
  proposes?: boolean;
  procedures?: Record<string, Answer>;
  locale?: Locale;
  onPlan?: (choice: PlanChoice, ask: boolean) => Promise<void>;
}

function open(setting: Setting = {}) {
  const { initial = "2030-06-03T09:00" } = setting;
  const { post = null, namesAddress = false, proposes = false, procedures, locale = "en", onPlan } = setting;
  const workspace = `plan-${++opened}`;
  const { calls } = serveProcedures(workspace, {
    "channels.list": () => ({ items: [channel], nextCursor: null }),
    "approvals.policies": () => ({ mode: "none", reminderHours: null, channels: [] }),
    "health.budget": () => ({ issues: [], total: [], channels: [] }),
    "queues.list": () => ({
      items: [
        { channelId: channel.id, timeZone: "Europe/Paris", pausedAt: null, slotCount: 3, queuedCount: 0 },
      ],
    }),
    "queues.freeSlots": () => ({
      items: [{ channelId: channel.id, slotId: newId("slot"), at, label: "Morning", evergreen: true }],
    }),
    "planning.posts": () => ({ items: [summary], nextCursor: null }),
    "publishing.get": () => upstream,
    ...procedures,
  });
  const planned: [PlanChoice, boolean][] = [];
  const composed = composeChannels(emptyDraft("en", [channel.id]), {
    channels: [channel],
    settings: new Map(),
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace} search="" onPush={() => undefined}>
      <PlanDialog
        {...{ post, composed, namesAddress, proposes }}
        zone="Europe/Paris"
        initial={initial}
        dirty={false}
        now={() => new Date("2030-06-01T08:00:00Z")}
        onPlan={async (choice, ask) => {
          planned.push([choice, ask]);
          await onPlan?.(choice, ask);
        }}
        onClose={() => undefined}
      />
    </TrpcPage>,
  );
  return { planned, calls, workspace };
}

const way = (name: string) => fireEvent.click(screen.getByRole("radio", { name }));
const confirm = () => fireEvent.click(screen.getByRole("button", { name: "Schedule" }));

test("a time is the first way, and is planned as it is", async () => {
  const { planned } = open();
  confirm();
  await waitFor(() => expect(planned).toEqual([[{ way: "time", wallTime: "2030-06-03T09:00" }, false]]));
});

test("a time that comes twice asks which one is meant, and shows the one that a post has", async () => {
  const { planned } = open({ initial: "2030-10-27T02:30" });
  expect(screen.getByRole("radio", { name: /^The first/ }).getAttribute("aria-checked")).toBe("true");
  fireEvent.click(screen.getByRole("radio", { name: /^The second/ }));
  expect(screen.getByRole("status").textContent).toMatch(/02:30.*(CET|GMT\+1|UTC\+1)/);
  confirm();
  await waitFor(() =>
    expect(planned).toEqual([[{ way: "time", wallTime: "2030-10-27T02:30+01:00" }, false]]),
  );
  cleanup();
  open({ initial: "2030-10-27T02:30+01:00", locale: "fr" });
  expect(screen.getByRole("radio", { name: /^La seconde/ }).getAttribute("aria-checked")).toBe("true");
  expect(screen.getByLabelText<HTMLInputElement>("Heure").value).toBe("02:30");
  cleanup();
  open();
  expect(screen.queryByText(/comes twice/)).toBeNull();
});

test("the queue shows the slot that each channel would take", async () => {
  const { planned } = open();
  way("Next free slot");
  const slots = await screen.findByRole("list", { name: "Next free slots" });
  expect(within(slots).getByText(/Jun.*09:00.*Morning/)).toBeTruthy();
  confirm();
  await waitFor(() => expect(planned).toEqual([[{ way: "queue", position: "next" }, false]]));
});

test("the end of the queue is a place of its own", async () => {
  const { planned } = open();
  way("Next free slot");
  fireEvent.click(await screen.findByRole("radio", { name: "At the end" }));
  expect(screen.getByText("behind everything that is queued")).toBeTruthy();
  confirm();
  await waitFor(() => expect(planned).toEqual([[{ way: "queue", position: "last" }, false]]));
});

test("who may not publish proposes: people are asked without a further press, and nothing repeats", async () => {
  const { planned } = open({ proposes: true });
  expect(screen.getByText("People are asked to agree")).toBeTruthy();
  expect(screen.queryByRole("radio", { name: "Repeat" })).toBeNull();
  confirm();
  await waitFor(() => expect(planned).toEqual([[{ way: "time", wallTime: "2030-06-03T09:00" }, false]]));
});

test("a channel without slots is named, with the way to give it some; a refusal is told in words", async () => {
  const details = { channel: "Lab", count: 1 };
  const { workspace } = open({
    procedures: { "queues.list": () => ({ items: [] }), "queues.freeSlots": () => ({ items: [] }) },
    onPlan: async () => {
      throw Object.assign(new Error("refused"), {
        data: { code: "INVALID", reason: "queue.no_slots", details },
      });
    },
  });
  way("Next free slot");
  const link = await screen.findByRole("link", { name: "give it some" });
  expect(link.getAttribute("href")).toBe(`/${workspace}/queue`);
  confirm();
  expect(await screen.findByText(/Lab has no slots yet/)).toBeTruthy();
});

test("a post may wait for another one, on one of its channels, for a while", async () => {
  const { planned } = open();
  way("After another post");
  confirm();
  expect(await screen.findByText("Choose the post that must be live first.")).toBeTruthy();
  fireEvent.click(await screen.findByRole("radio", { name: /^The article/ }));
  fireEvent.change(screen.getByRole("spinbutton", { name: "How many" }), { target: { value: "3" } });
  confirm();
  const choice = { way: "after", afterPostId: upstream.id, afterChannelId: null, afterMinutes: 180 };
  await waitFor(() => expect(planned).toEqual([[choice, false]]));
});

test("a text that names another post's address waits for one, and goes out no other way", async () => {
  const { planned } = open({ namesAddress: true });
  expect(screen.getByRole("radio", { name: "After another post" }).getAttribute("aria-checked")).toBe("true");
  way("At a time");
  confirm();
  expect(screen.getByText("The text names another post’s address")).toBeTruthy();
  expect(planned).toEqual([]);
});

test("a post repeats by a rule; one that belongs to a series does not repeat again", async () => {
  const { planned } = open({
    procedures: {
      "series.preview": () => {
        throw new Refusal({ code: "INVALID", reason: "series.no_occurrence" });
      },
    },
  });
  way("Repeat");
  confirm();
  await waitFor(() =>
    expect(planned).toMatchObject([[{ way: "repeat", startsAt: "2030-06-03T09:00" }, false]]),
  );
  expect(planned[0]?.[0]).toHaveProperty("rule", expect.stringContaining("BYDAY=MO"));
  cleanup();
  open({ post: savedPost({ ...emptyDraft("en"), title: null }, { seriesId: newId("series") }) });
  expect(screen.queryByRole("radio", { name: "Repeat" })).toBeNull();
});

test("where people must agree, the dialog says so and asks them at once", async () => {
  const policies = { mode: "internal", reminderHours: null, channels: [] };
  const { planned } = open({ procedures: { "approvals.policies": () => policies } });
  expect(await screen.findByText("People must agree before it goes out")).toBeTruthy();
  confirm();
  await waitFor(() => expect(planned[0]?.[1]).toBe(true));
  cleanup();
  const own = { ...policies, channels: [{ channelId: channel.id, mode: "none" }] };
  open({ procedures: { "approvals.policies": () => own }, locale: "fr" });
  expect(await screen.findByRole("radio", { name: "Prochain créneau libre" })).toBeTruthy();
  expect(screen.queryByText(/valid/)).toBeNull();
});
