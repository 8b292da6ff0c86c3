// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { aDelivery } from "@/testing/deliveries";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { DeliveryView, PostView } from "../schemas";
import { DeliveryCard, type DeliveryCardProps } from "./delivery-card";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const afterPostId = newId("post");
const post = {
  id: newId("post"),
  title: null,
  body: "Hello",
  afterPostId,
  afterMinutes: 120,
  approval: "pending",
  variants: [],
  parts: [
    { kind: "thread", body: "The second part", media: [], delayMinutes: 0 },
    { kind: "follow_up", body: "A word a day later", media: [], delayMinutes: 60 },
  ],
} as unknown as PostView;
const rights = {
  ...{
    userId: null,
    write: true,
    writeAny: true,
    plan: true,
    publish: true,
    resolve: true,
    manageChannels: true,
  },
  share: true,
};

function show(
  locale: "en" | "fr",
  delivery: DeliveryView,
  more: Partial<DeliveryCardProps> = {},
  procedures: Record<string, Answer> = {},
  workspace = "acme",
) {
  const served = serveProcedures(workspace, {
    "channels.networks": () => ({ items: [] }),
    "publishing.delivery": () => ({ ...delivery, attempts: [] }),
    "publishing.get": () => ({ ...post, id: afterPostId, body: "The article" }),
    ...procedures,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <DeliveryCard
        delivery={delivery}
        parts={[]}
        post={post}
        channelState="active"
        profileUrl={null}
        rights={rights}
        zone="UTC"
        base="/acme"
        {...more}
      />
    </TrpcPage>,
  );
  return served;
}

const actions = () =>
  [...screen.queryAllByRole("button"), ...screen.queryAllByRole("link")].map(
    (control) => control.textContent?.trim() ?? "",
  );

test.each(["en", "fr"] as const)("what is held names its cause and its way out in %s", (locale) => {
  show(locale, aDelivery({ state: "held", reason: "channel_broken" }), { channelState: "broken" });
  const words = locale === "en" ? "Reconnect its channel" : "Reconnecter son canal";
  expect(screen.getByRole("link", { name: new RegExp(words) }).getAttribute("href")).toBe("/acme/channels");
});

test("a channel that is back offers to send, to spread, to move and to leave out", () => {
  show("en", aDelivery({ state: "held", reason: "channel_back" }));
  expect(actions()).toEqual(["Send now", "Spread over free slots", "Another time…", "Leave out"]);
});

test.each([
  ["en", "approved", /passed while it waited for approval/, ["Send now", "Another time…", "Leave out"]],
  ["fr", "none", /attendait une validation/, ["Envoyer maintenant", "Une autre heure…", "Ne pas envoyer"]],
  ["en", "required", /people must agree/, ["Leave out", "See its approval"]],
] as const)(
  "in %s, a post whose approval is %s after its time says so, and offers what helps now",
  (locale, approval, said, offered) => {
    show(locale, aDelivery({ state: "held", reason: "approval_missing" }), { post: { ...post, approval } });
    expect(screen.getByText(said)).toBeDefined();
    expect(actions()).toEqual(offered);
  },
);

test("a post that waits names the other one, and leads to it", async () => {
  show("en", aDelivery({ state: "waiting" }));
  const link = await screen.findByRole("link", { name: "“The article”" });
  expect(link.getAttribute("href")).toBe(`/acme/posts/${afterPostId}`);
  expect(link.closest("p")?.textContent).toContain("2 hrs after “The article” is live");
});

test("leaving out asks first, and then tells the server once", async () => {
  const delivery = aDelivery({ state: "failed", reason: "policy" });
  const { calls } = show("en", delivery, {}, { "publishing.skip": () => delivery });
  fireEvent.click(screen.getByRole("button", { name: /Leave out/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(calls.map(([path]) => path)).not.toContain("publishing.skip");
  fireEvent.click(within(dialog).getByRole("button", { name: "Leave out" }));
  await waitFor(() =>
    expect(calls.filter(([path]) => path === "publishing.skip")).toEqual([
      ["publishing.skip", { deliveryId: delivery.id }],
    ]),
  );
});

test("a refused retry changes nothing on the card", async () => {
  const delivery = aDelivery({ state: "failed", reason: "policy" });
  const { calls } = show(
    "en",
    delivery,
    {},
    {
      "publishing.retry": () => {
        throw new Refusal({ code: "CONFLICT", reason: "delivery.channel_unavailable" });
      },
    },
  );
  fireEvent.click(screen.getByRole("button", { name: /Retry/ }));
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("publishing.retry"));
  expect(screen.getByText("Failed")).toBeDefined();
});

test("who may only read is shown why, and offered nothing that changes it", () => {
  show("en", aDelivery({ state: "failed", reason: "policy" }), {
    rights: { ...rights, resolve: false, manageChannels: false },
  });
  expect(screen.getByText(/rules do not allow/)).toBeDefined();
  expect(actions()).toEqual([]);
});

test("parts are rungs with a state, their words and a way on from the one that failed", () => {
  const delivery = aDelivery({ state: "published", publishedAt: new Date() });
  const part = (number: number, more: Partial<DeliveryView>) =>
    aDelivery({ channelId: delivery.channelId, part: number, kind: "thread", ...more });
  show("en", delivery, {
    parts: [
      part(1, { state: "failed", reason: "policy" }),
      part(2, { state: "held", reason: "upstream_failed", kind: "follow_up" }),
    ],
  });
  const ladder = screen.getByRole("region", { name: "What follows on this channel" });
  expect(within(ladder).getByText("0 of 2 out")).toBeDefined();
  const [first, second] = within(ladder).getAllByRole("listitem");
  if (!first || !second) throw new Error("There are no rungs");
  expect(within(first).getByText("The second part")).toBeDefined();
  expect(within(first).getByRole("button", { name: /Retry from here/ })).toBeDefined();
  expect(within(second).getByText("Follow-up")).toBeDefined();
  expect(within(second).queryByRole("button", { name: /Retry/ })).toBeNull();
});

test("a part asks for the address of what it goes under, where nobody knows it", async () => {
  const delivery = aDelivery({ state: "published", publishedAt: new Date(), externalId: null, url: null });
  const part = aDelivery({
    ...{ channelId: delivery.channelId, part: 1, kind: "thread", state: "held", reason: "place_unknown" },
  });
  const { calls } = show(
    "en",
    delivery,
    { parts: [part], post: { ...post, deliveries: [delivery, part] } },
    { "publishing.place": () => delivery },
  );
  fireEvent.click(screen.getByRole("button", { name: /^Give its address/ }));
  const dialog = await screen.findByRole("dialog");
  const url = "https://m.test/@ada/1";
  fireEvent.change(within(dialog).getByLabelText("Its address"), { target: { value: url } });
  fireEvent.click(within(dialog).getByRole("button", { name: "Go on" }));
  await waitFor(() =>
    expect(calls.filter(([path]) => path === "publishing.place")).toEqual([
      ["publishing.place", { deliveryId: delivery.id, url }],
    ]),
  );
});

test("the addresses that the network named are offered when a person says that it is there", async () => {
  const delivery = aDelivery({ state: "needs_attention", reason: "unconfirmed" });
  const found = "https://m.test/@ada/1";
  const { calls } = show(
    "en",
    delivery,
    {},
    {
      "publishing.delivery": () => ({
        ...delivery,
        attempts: [
          {
            ...{ id: newId("attempt"), kind: "lookup", startedAt: new Date(), finishedAt: new Date() },
            ...{ outcome: "unknown", reason: null, detail: null, httpStatus: 200, answer: [{ url: found }] },
          },
        ],
      }),
      "publishing.resolve": () => delivery,
    },
  );
  fireEvent.click(screen.getByRole("button", { name: "It is there" }));
  fireEvent.click(await screen.findByRole("button", { name: `Choose ${found}` }));
  const dialog = screen.getByRole("dialog");
  fireEvent.click(within(dialog).getByRole("button", { name: "It is there" }));
  await waitFor(() =>
    expect(calls.find(([path]) => path === "publishing.resolve")?.[1]).toMatchObject({ url: found }),
  );
});

test.each([
  ["exactly_once", /We look for it on Lab/],
  ["at_least_once", /We send it again under the same number/],
] as const)(
  "an answer that never came is followed up as a network of %s allows",
  async (guarantee, words) => {
    const lab = { key: "lab", name: "Lab", icon: { path: "M0 0z", color: "#123456" }, guarantee };
    const delivery = aDelivery({ network: "lab", state: "unconfirmed", reason: "unconfirmed" });
    const networks = { "channels.networks": () => ({ items: [lab] }) };
    show("en", delivery, {}, networks, `acme-${guarantee}`);
    expect((await screen.findByText(words)).isConnected).toBe(true);
  },
);

test("what we say of a call is in the reader's language; what the network said is quoted as its own", () => {
  const failed = (detail: string) => aDelivery({ state: "failed", reason: "gave_up", detail });
  show("fr", failed("The server answered 422"));
  expect(screen.getByText("Le serveur a répondu par le statut 422, sans explication.")).toBeTruthy();
  expect(document.querySelector("blockquote")).toBeNull();
  cleanup();
  show("fr", failed("Text is too long"));
  expect(document.querySelector("blockquote")?.textContent).toBe("Text is too long");
});
