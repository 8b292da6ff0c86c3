// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { aDelivery } from "@/testing/deliveries";
import { renderIn } from "@/testing/render";
import type { DeliveryState, DeliveryView } from "../schemas";
import { PostNews } from "./post-news";

const [site, bluesky] = [newId("delivery"), newId("delivery")];
const delivery = (id: DeliveryView["id"], channelName: string, state: DeliveryState): DeliveryView =>
  aDelivery({ id, channelName, state });

test("only what changes is said, one sentence a channel", () => {
  const at = (first: DeliveryState, second: DeliveryState) => (
    <PostNews deliveries={[delivery(site, "Site", first), delivery(bluesky, "Ana", second)]} />
  );
  const { rerender } = renderIn("en", at("scheduled", "scheduled"));
  const said = () => screen.getByRole("status").textContent;
  expect(said()).toBe("");
  rerender(at("sending", "scheduled"));
  expect(said()).toBe("Site: Sending");
  rerender(at("published", "failed"));
  expect(said()).toBe("Site: Published. Ana: Failed");
  rerender(at("published", "failed"));
  expect(said()).toBe("Site: Published. Ana: Failed");
});
