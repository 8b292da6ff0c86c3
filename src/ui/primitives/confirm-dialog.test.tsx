// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { Button } from "./button";
import { ConfirmDialog, type ConfirmDialogProps } from "./confirm-dialog";

function ask(props: Partial<ConfirmDialogProps> = {}): { confirmed: () => number } {
  let count = 0;
  renderIn(
    "en",
    <ConfirmDialog
      trigger={<Button>Delete…</Button>}
      title="Delete this post?"
      description="This cannot be undone."
      confirmLabel="Delete post"
      onConfirm={() => {
        count += 1;
      }}
      {...props}
    />,
  );
  fireEvent.click(screen.getByRole("button", { name: "Delete…" }));
  return { confirmed: () => count };
}

test("starts on Cancel, names itself, and Escape leaves without doing anything", async () => {
  const { confirmed } = ask();
  const dialog = screen.getByRole("alertdialog", { name: "Delete this post?" });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Cancel" })));
  fireEvent.keyDown(dialog, { key: "Escape" });
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(confirmed()).toBe(0);
});

test("does it once and closes", async () => {
  const { confirmed } = ask();
  fireEvent.click(screen.getByRole("button", { name: "Delete post" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(confirmed()).toBe(1);
});

test("stays open and says so when the action fails", async () => {
  ask({ onConfirm: () => Promise.reject(new Error("refused")) });
  fireEvent.click(screen.getByRole("button", { name: "Delete post" }));
  expect((await screen.findByRole("alert")).textContent).toBe("That did not work. Try again.");
  expect(screen.getByRole("alertdialog")).toBeTruthy();
});

test("waits for the typed word before it lets anything be destroyed", async () => {
  const { confirmed } = ask({ typedWord: "acme" });
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Delete post" });
  const input = screen.getByLabelText("Type acme to confirm");
  expect(button.disabled).toBe(true);
  const form = input.closest("form");
  if (form) fireEvent.submit(form);
  expect(confirmed()).toBe(0);
  fireEvent.change(input, { target: { value: "acme" } });
  expect(button.disabled).toBe(false);
  fireEvent.click(button);
  await waitFor(() => expect(confirmed()).toBe(1));
});
