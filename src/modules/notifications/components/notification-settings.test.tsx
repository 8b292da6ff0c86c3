// @vitest-environment happy-dom
import { configure, fireEvent, screen, waitFor } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { renderIn } from "@/testing/render";
import { Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { KIND_RULES } from "../registry";
import { KIND_GROUPS, type KindGroup, type SaveSettingInput } from "../schemas";
import { NotificationSettings } from "./notification-settings";

configure({ asyncUtilTimeout: 5_000 });
afterEach(() => vi.unstubAllGlobals());

let opened = 0;

function open({ refuse = false, emailConfirmed = true } = {}) {
  const saved: SaveSettingInput[] = [];
  const settings = () => ({
    groups: (Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => ({
      group,
      kinds: KIND_GROUPS[group].map(
        (kind) => saved.findLast((one) => one.kind === kind) ?? { kind, ...KIND_RULES[kind].defaults },
      ),
    })),
    pushKey: null,
    endpoints: [],
  });
  const workspace = `settings-${++opened}`;
  serveProcedures(workspace, {
    "notifications.settings": settings,
    "notifications.saveSetting": (input) => {
      if (refuse) throw new Refusal({ code: "FORBIDDEN", reason: "permission.missing" });
      saved.push(input as SaveSettingInput);
      return input;
    },
  });
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <Suspense>
        <NotificationSettings zone="Europe/Paris" workspace="Acme" emailConfirmed={emailConfirmed} />
      </Suspense>
    </TrpcPage>,
  );
  return { saved };
}

const held = () => screen.findByRole("switch", { name: "In the app: A post is on hold" });

test("every kind of news has its three ways, by their defaults", async () => {
  open();
  await held();
  const kinds = Object.values(KIND_GROUPS).flat().length;
  expect(screen.getAllByRole("switch")).toHaveLength(2 * kinds);
  expect(screen.getAllByRole("combobox")).toHaveLength(kinds);
  const published = screen.getByRole("switch", { name: "In the app: A post of mine is published" });
  expect(published.getAttribute("aria-checked")).toBe("false");
  expect(screen.getByText(/operator has not given it the keys/)).toBeTruthy();
});

test("a choice is kept with the other ways as they were", async () => {
  const { saved } = open();
  fireEvent.click(await held());
  await waitFor(() =>
    expect(saved).toEqual([{ kind: "post.held", inApp: false, email: "instant", push: true }]),
  );
  expect((await held()).getAttribute("aria-checked")).toBe("false");
});

test("a choice that is refused goes back to what it was", async () => {
  open({ refuse: true });
  fireEvent.click(await held());
  await waitFor(async () => expect((await held()).getAttribute("aria-checked")).toBe("true"));
});

test("says that nothing is mailed to an address that nobody confirmed", async () => {
  open({ emailConfirmed: false });
  expect(await screen.findByText(/is not confirmed/)).toBeTruthy();
});
