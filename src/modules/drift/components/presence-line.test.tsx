// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PresenceView } from "../schemas";
import { PresenceLine } from "./presence-line";

const presenceOf = (more: Partial<PresenceView> = {}): PresenceView => ({
  deliveryId: newId("delivery"),
  state: "intact",
  sentText: "What we sent",
  foundText: null,
  detail: null,
  checkedAt: new Date(),
  since: null,
  acceptedAt: null,
  inspectable: true,
  editable: true,
  ...more,
});
const edited = { state: "edited", foundText: "Not ours", since: new Date() } as const;

let pages = 0;
function draw(
  presence: PresenceView,
  answers: Record<string, Answer> = {},
  locale: Locale = "en",
  mayDecide = true,
) {
  pages += 1;
  const workspace = `presence-${pages}`;
  const server = serveProcedures(workspace, {
    "drift.get": () => presence,
    "drift.list": () => ({ items: [], nextCursor: null }),
    ...answers,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <PresenceLine
        deliveryId={presence.deliveryId}
        network="Mastodon"
        zone="Europe/Paris"
        mayDecide={mayDecide}
      />
    </TrpcPage>,
  );
  return server;
}
const click = (name: RegExp | string, inside = screen.getAllByRole("button")[0]?.ownerDocument.body) =>
  fireEvent.click(within(inside ?? document.body).getByRole("button", { name }));

test("what stands as it was sent is one quiet sentence, and can be looked at again", async () => {
  const presence = presenceOf();
  const { calls } = draw(presence, { "drift.look": () => presence });
  expect((await screen.findByRole("status")).textContent).toMatch(/^As it was sent/);
  click("Look now");
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("drift.look"));
});

test("another text is shown, and a person lets it be", async () => {
  const presence = presenceOf(edited);
  draw(presence, { "drift.accept": () => ({ ...presence, acceptedAt: new Date() }) });
  expect(await screen.findByText("Its text was changed on Mastodon")).toBeDefined();
  expect(screen.getByText("Not ours")).toBeDefined();
  click("Let it be");
  await waitFor(() => expect(screen.queryByText("Not ours")).toBeNull());
  expect(screen.getByRole("status").textContent).toContain("Let be");
});

test("what we sent is put back", async () => {
  const presence = presenceOf(edited);
  const { calls } = draw(presence, {
    "drift.edit": () => ({ ...presenceOf(), deliveryId: presence.deliveryId }),
  });
  await screen.findByText("Not ours");
  click("Put ours back");
  click("Put ours back", screen.getByRole("alertdialog"));
  await waitFor(() =>
    expect(calls).toContainEqual(["drift.edit", { deliveryId: presence.deliveryId, text: "What we sent" }]),
  );
  await waitFor(() => expect(screen.queryByText("Not ours")).toBeNull());
});

test("a text that the network refuses keeps what was typed, with the reason on the field", async () => {
  draw(presenceOf(), {
    "drift.edit": () => {
      throw new Refusal({
        code: "CONFLICT",
        reason: "drift.edit_refused",
        details: { detail: "Too many edits" },
      });
    },
  });
  await screen.findByRole("status");
  click("Change the text");
  const dialog = screen.getByRole("dialog");
  const field = within(dialog).getByLabelText("Text");
  fireEvent.change(field, { target: { value: "New words" } });
  click("Change it on Mastodon", dialog);
  expect(await within(dialog).findByText(/Too many edits/)).toBeDefined();
  expect((field as HTMLTextAreaElement).value).toBe("New words");
});

test("what is gone is said in French too, and offers no edit", async () => {
  draw(presenceOf({ state: "gone", since: new Date() }), {}, "fr");
  expect(await screen.findByText("Elle n’est plus sur Mastodon")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Modifier le texte" })).toBeNull();
  expect(screen.getByRole("button", { name: "Laisser tel quel" })).toBeDefined();
});

test("who may not decide sees what differs and no way to settle it", async () => {
  draw(presenceOf(edited), {}, "en", false);
  await screen.findByText("Not ours");
  expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual(["Look now"]);
});

test("a network that tells nothing and changes nothing has no line", async () => {
  const { calls } = draw(presenceOf({ inspectable: false, editable: false }));
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(screen.queryByRole("status")).toBeNull();
});
