// @vitest-environment happy-dom
import { fireEvent, screen, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { renderIn } from "@/testing/render";
import type { MediaItem } from "../schemas";
import { MediaTray } from "./media-tray";

const anItem = (name: string, altText = ""): MediaItem => ({
  ...{ assetId: `asset_${name}` as MediaItem["assetId"], altText, kind: "image", mimeType: "image/png" },
  ...{ bytes: 10, width: 4, height: 3, durationMs: null, url: `/${name}.png`, thumbnailUrl: null },
});

function Tray({ items, altTextMax }: { items: MediaItem[]; altTextMax: number }) {
  const [value, setValue] = useState(items);
  return (
    <>
      <MediaTray value={value} onChange={setValue} altTextMax={altTextMax} />
      <output data-testid="value">
        {value.map(({ assetId, altText }) => `${assetId}:${altText}`).join(" ")}
      </output>
    </>
  );
}

const draw = (items: MediaItem[], altTextMax = 20, locale: Locale = "en") =>
  renderIn(locale, <Tray items={items} altTextMax={altTextMax} />);
const result = () => screen.getByTestId("value").textContent;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

describe("the tray of a post's media", () => {
  test("moves a file by button, and stops at the ends", () => {
    draw([anItem("a"), anItem("b"), anItem("c")]);
    press("Move Image 1 later");
    expect(result()).toBe("asset_b: asset_a: asset_c:");
    press("Move Image 3 earlier");
    expect(result()).toBe("asset_b: asset_c: asset_a:");
    expect(screen.getByText("Image is now at position 2 of 3.")).toBeTruthy();
    press("Move Image 1 earlier");
    press("Move Image 3 later");
    expect(result()).toBe("asset_b: asset_c: asset_a:");
  });

  test("offers a handle that keys can hold, with instructions", () => {
    draw([anItem("a"), anItem("b")]);
    const handle = screen.getByRole("button", { name: "Drag Image 1 to reorder" });
    const instructions = document.getElementById(handle.getAttribute("aria-describedby") ?? "");
    expect(instructions?.textContent).toMatch(/press space on the handle/);
  });

  test("takes a file away", () => {
    draw([anItem("a"), anItem("b")]);
    press("Remove Image 1");
    expect(result()).toBe("asset_b:");
  });

  test("says which files are not described, and describes them", () => {
    draw([anItem("a"), anItem("b", "A dog")]);
    press("Describe Image 1 – Alt text missing");
    const dialog = within(screen.getByRole("dialog"));
    const text = dialog.getByRole("textbox");
    fireEvent.change(text, { target: { value: "  A black cat " } });
    expect(dialog.getByText("14 of 20")).toBeTruthy();
    fireEvent.click(dialog.getByRole("button", { name: "Save the description" }));
    expect(result()).toBe("asset_a:A black cat asset_b:A dog");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("shows a description that the networks would not take, and keeps it", () => {
    draw([anItem("a", "x".repeat(21))]);
    press("Describe Image 1 – Alt text too long");
    expect(screen.getByRole("alert").textContent).toBe("Alt text too long");
    expect(screen.getByRole("textbox").getAttribute("aria-invalid")).toBe("true");
  });

  test("asks for no description where no network takes one", () => {
    draw([anItem("a")], 0);
    expect(screen.queryByRole("button", { name: /Describe/ })).toBeNull();
  });

  test("speaks French", () => {
    draw([anItem("a"), anItem("b")], 20, "fr");
    press("Reculer Image fixe 1");
    expect(result()).toBe("asset_b: asset_a:");
  });
});
