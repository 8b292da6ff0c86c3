// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { type Id, newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { LabelView } from "../schemas";
import { LabelPicker } from "./label-picker";
import { LabelsSettings } from "./labels-settings";

const news: LabelView = { id: newId("label"), name: "News", color: "green", posts: 2 };

function serve(items: LabelView[], more: Record<string, Answer> = {}) {
  const workspace = newId("workspace");
  const { calls } = serveProcedures(workspace, { "labels.list": () => ({ items }), ...more });
  const sent = (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
  return { workspace, sent };
}

test("deleting a label says on how many posts it stands", async () => {
  const { workspace, sent } = serve([news], { "labels.delete": () => ({ deleted: true }) });
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <LabelsSettings canWrite base="/acme" />
    </TrpcPage>,
  );
  fireEvent.click(await screen.findByRole("button", { name: "Delete News" }));
  const question = await screen.findByRole("alertdialog");
  expect(within(question).getByText("It is taken off 2 posts. The posts stay.").isConnected).toBe(true);
  fireEvent.click(within(question).getByRole("button", { name: "Delete label" }));
  await waitFor(() => expect(sent("labels.delete")).toEqual([{ labelId: news.id }]));
});

test("who only reads sees the labels, and is offered no change", async () => {
  const { workspace } = serve([news]);
  renderIn(
    "fr",
    <TrpcPage workspace={workspace}>
      <LabelsSettings canWrite={false} base="/acme" />
    </TrpcPage>,
  );
  expect((await screen.findByRole("link", { name: "2 publications" })).getAttribute("href")).toBe(
    `/acme/posts?label=${news.id}`,
  );
  expect(screen.queryByRole("button")).toBeNull();
});

function Picker() {
  const [value, setValue] = useState<Id<"label">[]>([]);
  return <LabelPicker value={value} onChange={setValue} />;
}

test("a label that is not there yet is made where it is wanted, and ticked", async () => {
  const made: LabelView = { id: newId("label"), name: "Offers", color: "orange", posts: 0 };
  const items = [news];
  const { workspace, sent } = serve(items, {
    "labels.create": () => {
      items.push(made);
      return made;
    },
  });
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <Picker />
    </TrpcPage>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Choose labels" }));
  fireEvent.change(await screen.findByRole("searchbox"), { target: { value: "Offers" } });
  fireEvent.click(await screen.findByRole("button", { name: "Make “Offers”" }));
  expect((await screen.findByRole("checkbox", { name: "Offers" })).getAttribute("aria-checked")).toBe("true");
  expect(sent("labels.create")).toMatchObject([{ name: "Offers" }]);
});
