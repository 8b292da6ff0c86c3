// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { type CommentView, commentMax } from "../schemas";
import { CommentsPanel } from "./comments-panel";

afterEach(() => vi.unstubAllGlobals());

const grace = newId("user");
const said = (part: Partial<CommentView>): CommentView => ({
  id: newId("comment"),
  audience: "internal",
  authorId: grace,
  authorName: "Grace Hopper",
  byClient: false,
  body: "A note",
  mentions: [],
  createdAt: new Date(),
  editedAt: null,
  canEdit: false,
  canDelete: false,
  ...part,
});
let opened = 0;

function open(items: CommentView[], canWrite = true) {
  const workspace = `talk-${++opened}`;
  const { calls } = serveProcedures(workspace, {
    "comments.list": () => ({ items, canWrite }),
    "comments.add": () => ({ id: newId("comment") }),
    "workspaces.members": () => [
      {
        id: newId("member"),
        userId: grace,
        name: "Grace Hopper",
        email: "g@x.test",
        role: "editor",
        joinedAt: new Date(),
      },
    ],
  });
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <CommentsPanel postId={newId("post")} zone="UTC" />
    </TrpcPage>,
  );
  return () => calls.filter(([name]) => name === "comments.add").map(([, input]) => input);
}

test("keeps the team's words and the client's on tabs of their own", async () => {
  open([said({ body: "Between us" }), said({ body: "Dear client", audience: "client" })]);
  expect(await screen.findByText("Between us")).toBeTruthy();
  expect(screen.queryByText("Dear client")).toBeNull();
  fireEvent.mouseDown(screen.getByRole("tab", { name: /With the client/ }), { button: 0 });
  expect(await screen.findByText("Dear client")).toBeTruthy();
  expect(screen.queryByText("Between us")).toBeNull();
});

test("calls a member by the first letters of any name, with the keyboard alone", async () => {
  const added = open([]);
  const area = await screen.findByRole("combobox", { name: "Note to the team" });
  fireEvent.change(area, { target: { value: "Look @hop", selectionStart: 9, selectionEnd: 9 } });
  expect(await screen.findByRole("option", { name: "Grace Hopper" })).toBeTruthy();
  fireEvent.keyDown(area, { key: "Enter" });
  expect((area as HTMLTextAreaElement).value).toBe("Look @Grace Hopper ");
  fireEvent.keyDown(area, { key: "Enter", ctrlKey: true });
  await vi.waitFor(() =>
    expect(added()).toMatchObject([{ audience: "internal", body: "Look @Grace Hopper", mentions: [grace] }]),
  );
});

test("keeps a pasted text that is too long whole, says so, and sends nothing", async () => {
  const added = open([]);
  const area = await screen.findByRole("combobox", { name: "Note to the team" });
  const long = "a".repeat(commentMax + 1);
  fireEvent.change(area, { target: { value: long } });
  expect((await screen.findByRole("alert")).textContent).toBe("Use at most 4,000 characters.");
  fireEvent.keyDown(area, { key: "Enter", ctrlKey: true });
  expect(screen.getByRole("button", { name: "Send" }).hasAttribute("disabled")).toBe(true);
  expect((area as HTMLTextAreaElement).value).toBe(long);
  expect(area.getAttribute("maxlength")).toBeNull();
  expect(added()).toEqual([]);
});

test("offers no field to who may only read", async () => {
  open([said({})], false);
  expect(await screen.findByText("A note")).toBeTruthy();
  expect(screen.queryByRole("combobox")).toBeNull();
});
