// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { DELIVERY_STATES, POST_STATES } from "../schemas";
import { DeliveryStateBadge, PostStateBadge } from "./state-badge";

const words = (locale: "en" | "fr"): string[] => {
  renderIn(
    locale,
    <ul>
      {POST_STATES.map((state) => (
        <li key={`post-${state}`}>
          <PostStateBadge state={state} />
        </li>
      ))}
      {DELIVERY_STATES.map((state) => (
        <li key={`delivery-${state}`}>
          <DeliveryStateBadge state={state} />
        </li>
      ))}
    </ul>,
  );
  return screen.getAllByRole("listitem").map((item) => item.textContent ?? "");
};

test.each(["en", "fr"] as const)("every state has its own word in %s", (locale) => {
  const all = words(locale);
  const [ofPosts, ofDeliveries] = [all.slice(0, POST_STATES.length), all.slice(POST_STATES.length)];
  expect(new Set(ofPosts).size).toBe(POST_STATES.length);
  expect(new Set(ofDeliveries).size).toBe(DELIVERY_STATES.length);
  expect(all.every((word) => word.trim() !== "")).toBe(true);
});

test("what was taken off its network is not called published", () => {
  renderIn("en", <DeliveryStateBadge state="published" removed />);
  expect(screen.queryByText("Published")).toBeNull();
  expect(screen.getByText("Removed")).toBeDefined();
});
