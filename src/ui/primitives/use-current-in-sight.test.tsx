// @vitest-environment happy-dom
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useCurrentInSight } from "./use-current-in-sight";

function Row({ current }: { current: string }) {
  const row = useCurrentInSight<HTMLUListElement>("[aria-current]", current);
  return (
    <ul ref={row}>
      {["a", "b"].map((name) => (
        <li key={name} aria-current={name === current || undefined}>
          {name}
        </li>
      ))}
    </ul>
  );
}

test("the current item is brought to the middle of its row, and again when another one is", () => {
  vi.spyOn(HTMLUListElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 100, 40));
  const places: Record<string, DOMRect> = { a: new DOMRect(0, 0, 60, 40), b: new DOMRect(300, 0, 60, 40) };
  vi.spyOn(HTMLLIElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    return places[this.textContent ?? ""] ?? new DOMRect();
  });
  const { rerender } = render(<Row current="b" />);
  expect(screen.getByRole("list").scrollLeft).toBe(280);
  rerender(<Row current="a" />);
  expect(screen.getByRole("list").scrollLeft).toBe(260);
});
