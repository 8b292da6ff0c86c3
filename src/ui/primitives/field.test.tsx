// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { Field } from "./field";
import { Input } from "./input";

test("ties label, hint and error to the control, the error first", () => {
  renderIn(
    "en",
    <Field label="E-mail" hint="For notices only" error="Not an address" required>
      {(control) => <Input {...control} />}
    </Field>,
  );
  const input = screen.getByLabelText("E-mail");
  const described = (input.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id));
  expect(described.map((element) => element?.textContent)).toEqual(["Not an address", "For notices only"]);
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(input.getAttribute("aria-required")).toBe("true");
  expect(screen.getByRole("alert").textContent).toBe("Not an address");
});

test("says nothing of errors and hints that are not there", () => {
  renderIn(
    "fr",
    <Field label="Titre" optional>
      {(control) => <Input {...control} />}
    </Field>,
  );
  const input = screen.getByLabelText("Titre (facultatif)");
  expect(input.hasAttribute("aria-describedby")).toBe(false);
  expect(input.hasAttribute("aria-invalid")).toBe(false);
});
