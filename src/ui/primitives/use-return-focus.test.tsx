// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { Button } from "./button";
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
