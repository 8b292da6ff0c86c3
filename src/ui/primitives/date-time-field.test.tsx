// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { DateTimeField } from "./date-time-field";

function show(initial: string, zone = "Europe/Rome"): { told: string[]; set: (value: string) => void } {
  const told: string[] = [];
  let set: (value: string) => void = () => {};
  function Host() {
    const [value, setValue] = useState(initial);
    set = setValue;
    const change = (next: string): void => {
      told.push(next);
      setValue(next);
    };
    return (
      <>
        <DateTimeField
          label="Publish at"
          value={value}
          onChange={change}
          zone={zone}
          error={value ? undefined : "Give both"}
        />
        <button type="button" onClick={() => setValue("2027-01-02T08:00")}>
          Later
        </button>
      </>
    );
  }
  renderIn("en", <Host />);
  return { told, set: (value) => set(value) };
}
const dateInput = () => screen.getByLabelText<HTMLInputElement>("Date");
const timeInput = () => screen.getByLabelText<HTMLInputElement>("Time");
const type = (input: HTMLInputElement, value: string) => fireEvent.change(input, { target: { value } });

test("speaks wall time and never converts it", () => {
  const { told } = show("2026-03-29T09:30", "America/New_York");
  expect([dateInput().value, timeInput().value]).toEqual(["2026-03-29", "09:30"]);
  type(timeInput(), "10:45");
  expect(told).toEqual(["2026-03-29T10:45"]);
});

test("tells an empty value while a part is missing, and keeps the part that was typed", () => {
  const { told } = show("");
  type(dateInput(), "2026-12-24");
  expect(told).toEqual([]);
  expect(dateInput().value).toBe("2026-12-24");
  type(timeInput(), "18:00");
  type(timeInput(), "");
  expect(told).toEqual(["2026-12-24T18:00", ""]);
  expect(dateInput().value).toBe("2026-12-24");
});

test("follows a value that is set from outside", () => {
  show("2026-12-24T18:00");
  fireEvent.click(screen.getByRole("button", { name: "Later" }));
  expect([dateInput().value, timeInput().value]).toEqual(["2027-01-02", "08:00"]);
});

test("names the zone with its offset on the chosen day, and ties it and the error to both inputs", () => {
  show("2026-07-01T09:00");
  const zone = screen.getByText("Time zone: Europe/Rome (UTC+2)");
  for (const input of [dateInput(), timeInput()])
    expect(input.getAttribute("aria-describedby")?.split(" ")).toContain(zone.id);
  type(dateInput(), "");
  const error = screen.getByRole("alert");
  expect(timeInput().getAttribute("aria-describedby")?.split(" ")).toContain(error.id);
  expect(screen.getByRole("group", { name: "Publish at" })).toBeTruthy();
});
