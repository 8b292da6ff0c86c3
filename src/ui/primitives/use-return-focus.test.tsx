// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { Button } from "./button";
import { ConfirmDialog } from "./confirm-dialog";
import { Dialog, DialogContent } from "./dialog";

function Opener() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>New campaign</Button>
      {open && (
        <Dialog open onOpenChange={setOpen}>
          <DialogContent title="New campaign">
            <input aria-label="Name" />
          </DialogContent>
        </Dialog>
      )}
    </>
  );
}

test("a window without a trigger of its own gives the focus back to what opened it", async () => {
  renderIn("en", <Opener />);
  const button = screen.getByRole("button", { name: "New campaign" });
  button.focus();
  fireEvent.click(button);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Name" })));
  fireEvent.keyDown(screen.getByRole("dialog"), { key: "Escape" });
  await waitFor(() => expect(document.activeElement).toBe(button));
});

function Undoing() {
  const [undone, setUndone] = useState(false);
  return (
    <main tabIndex={-1}>
      {!undone && (
        <ConfirmDialog
          trigger={<Button>Undo</Button>}
          title="Undo?"
          description="Everything goes."
          confirmLabel="Yes"
          onConfirm={() => setUndone(true)}
        />
      )}
    </main>
  );
}

test("a window whose opener went with what it did gives the focus to the page", async () => {
  renderIn("en", <Undoing />);
  const button = screen.getByRole("button", { name: "Undo" });
  button.focus();
  fireEvent.click(button);
  fireEvent.click(await screen.findByRole("button", { name: "Yes" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("main")));
});
