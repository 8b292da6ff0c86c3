// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { CampaignView } from "../schemas";
import { CampaignDialog } from "./campaign-dialog";
import { Campaigns } from "./campaigns";

const aCampaign = (more: Partial<CampaignView> = {}): CampaignView => ({
  ...{ id: newId("campaign"), name: "Winter sale", color: "orange", goal: "300 orders", utm: null },
  ...{ startsOn: "2026-12-01", endsOn: "2026-12-24", archivedAt: null, firstAt: null, lastAt: null },
  ...{ createdAt: new Date(), updatedAt: new Date() },
  posts: [
    { state: "published", count: 1 },
    { state: "scheduled", count: 3 },
  ],
  ...more,
});

function draw(procedures: Record<string, Answer>, locale: Locale = "en") {
  const workspace = newId("workspace");
  const pushed: string[] = [];
  const { calls } = serveProcedures(workspace, procedures);
  renderIn(
    locale,
    <NuqsTestingAdapter hasMemory>
      <TrpcPage workspace={workspace} onPush={(href) => pushed.push(href)}>
        <Campaigns canWrite base="/acme" />
      </TrpcPage>
    </NuqsTestingAdapter>,
  );
  const sent = (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
  return { pushed, sent };
}
const listed = (...items: CampaignView[]) => ({ "campaigns.list": () => ({ items }) });

test.each([
  ["en", "1 December 2026 – 24 December 2026", "1 of 4 posts out"],
  ["fr", "1 décembre 2026 – 24 décembre 2026", "Parues : 1 sur 4"],
] as const)("a campaign tells its dates and how far it is, in %s", async (locale, dates, progress) => {
  draw(listed(aCampaign()), locale);
  expect((await screen.findByRole("link", { name: "Winter sale" })).getAttribute("href")).toMatch(
    /^\/acme\/campaigns\/campaign_/,
  );
  expect(screen.getByText(dates).isConnected).toBe(true);
  expect(screen.getByText(progress).isConnected).toBe(true);
});

test("where there is none, the page says what one is for", async () => {
  draw(listed());
  expect((await screen.findByText("No campaigns yet")).isConnected).toBe(true);
});

test("a list that cannot be read can be asked for again", async () => {
  let broken = true;
  draw({
    "campaigns.list": () => {
      if (broken) throw new Refusal({ code: "FORBIDDEN", reason: "permission.missing" });
      return { items: [aCampaign()] };
    },
  });
  const again = await screen.findByRole("button", { name: "Try again" });
  broken = false;
  fireEvent.click(again);
  expect((await screen.findByRole("link", { name: "Winter sale" })).isConnected).toBe(true);
});

test("a new one shows what a link will read, refuses dates out of order, and opens once founded", async () => {
  const made = aCampaign({ name: "Spring" });
  const { sent, pushed } = draw({ ...listed(), "campaigns.create": () => made });
  fireEvent.click(await screen.findByRole("button", { name: "New campaign" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Spring" } });
  fireEvent.click(screen.getByRole("switch", { name: "Tag the links of its posts" }));
  expect(
    screen.getByText("https://example.com/article?utm_source=bluesky&utm_medium=social&utm_campaign=spring")
      .isConnected,
  ).toBe(true);
  fireEvent.change(screen.getByLabelText(/^Starts/), { target: { value: "2026-12-02" } });
  fireEvent.change(screen.getByLabelText(/^Ends/), { target: { value: "2026-12-01" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText("A campaign ends no earlier than it starts.")).isConnected).toBe(true);
  fireEvent.change(screen.getByLabelText(/^Ends/), { target: { value: "2026-12-24" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(pushed).toEqual([`/acme/campaigns/${made.id}`]));
  expect(sent("campaigns.create")).toMatchObject([
    { name: "Spring", startsOn: "2026-12-02", endsOn: "2026-12-24", utm: { source: "{{network}}" } },
  ]);
});

test("a name that is taken is told on its field, and nothing that was typed is lost", async () => {
  draw({
    ...listed(),
    "campaigns.create": () => {
      throw new Refusal({ code: "CONFLICT", reason: "campaign.name_taken", field: "name" } as never);
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "New campaign" }));
  const name = screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
  fireEvent.change(name, { target: { value: "Winter" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText(/A campaign of this name is under way/)).isConnected).toBe(true);
  expect(name.value).toBe("Winter");
});

test("tags of links that planned posts carry stay as they are for one who may not publish", () => {
  const workspace = newId("workspace");
  serveProcedures(workspace, {});
  const utm = {
    source: "{{network}}",
    medium: "social",
    campaign: "x",
    term: null,
    content: null,
    hosts: [],
  };
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <CampaignDialog campaign={aCampaign({ utm })} linksLocked onClose={() => undefined} />
    </TrpcPage>,
  );
  const isOff = (element: Element) => element.closest(":disabled") !== null;
  expect(isOff(screen.getByRole("switch", { name: "Tag the links of its posts" }))).toBe(true);
  expect(isOff(screen.getByRole("textbox", { name: "utm_medium" }))).toBe(true);
  expect(isOff(screen.getByRole("textbox", { name: "Name" }))).toBe(false);
  expect(screen.getByText(/is for those who may publish/).isConnected).toBe(true);
});
