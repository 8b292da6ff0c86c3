// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { renderIn } from "@/testing/render";
import { toast } from "./toast";
import { Toaster } from "./toaster";

afterEach(cleanup);

/** Where a bar stands in a window of 780 pixels. */
const standsAt = (top: number, bottom: number) =>
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    return this.className === "above-menu" ? new DOMRect(0, top, 360, bottom - top) : new DOMRect();
  });
const bottomOf = () =>
  document
    .querySelector<HTMLElement>("[data-sonner-toaster]")
    ?.style.getPropertyValue("--mobile-offset-bottom");

test("a message stands above a bar at the foot, and below one that leaves it room", async () => {
  window.innerHeight = 780;
  const bar = standsAt(600, 716);
  renderIn(
    "en",
    <>
      <div className="above-menu">3 posts chosen</div>
      <Toaster />
    </>,
  );
  toast.success("Saved");
  await screen.findByText("Saved");
  await waitFor(() => expect(bottomOf()).toBe("max(5rem, 188px)"));
  bar.mockRestore();
  const higher = standsAt(200, 316);
  window.dispatchEvent(new Event("scroll"));
  await waitFor(() => expect(bottomOf()).toBe("5rem"));
  higher.mockRestore();
});
