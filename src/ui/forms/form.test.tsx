// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import type { Locale } from "@/i18n/locales";
import { renderIn } from "@/testing/render";
import { Input } from "../primitives/input";
import { Form } from "./form";
import { FormField } from "./form-field";
import { SubmitButton } from "./submit-button";
import { useSchemaForm } from "./use-schema-form";

const schema = z.object({
  title: z.string().trim().min(1).max(10),
  count: z.coerce.number<string>().int().min(2),
  wallTime: z.string().refine((value) => value !== "skipped", { error: "time.malformed" }),
});
const valid = { title: "  Hello ", count: "3", wallTime: "2026-01-01T09:00" };
type Saved = z.output<typeof schema>;

function SampleForm({ values, save }: { values: z.input<typeof schema>; save: (values: Saved) => unknown }) {
  const form = useSchemaForm({ schema, defaultValues: values });
  return (
    <Form form={form} onSubmit={save} reasons={{ "post.title_taken": "title" }}>
      {(["title", "count", "wallTime"] as const).map((name) => (
        <FormField key={name} control={form.control} name={name} label={name}>
          {(field) => <Input {...field} />}
        </FormField>
      ))}
      <SubmitButton>Save</SubmitButton>
    </Form>
  );
}

function submit(
  values: Partial<z.input<typeof schema>>,
  save: (values: Saved) => unknown,
  locale: Locale = "en",
): void {
  renderIn(locale, <SampleForm values={{ ...valid, ...values }} save={save} />);
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
}
const errorOf = (label: string): string | undefined => {
  const ids = screen.getByLabelText(label).getAttribute("aria-describedby")?.split(" ") ?? [];
  return document.getElementById(ids[0] ?? "")?.textContent ?? undefined;
};
const refusal = (data: object) => () => Promise.reject(Object.assign(new Error("refused"), { data }));

test("hands over what the schema made of the values", async () => {
  const saved: Saved[] = [];
  submit({}, (values) => saved.push(values));
  await waitFor(() => expect(saved).toEqual([{ title: "Hello", count: 3, wallTime: "2026-01-01T09:00" }]));
});

test("tells each issue in the reader's language, on its field, and goes to the first", async () => {
  submit({ title: "beaucoup trop long", count: "1", wallTime: "skipped" }, () => {}, "fr");
  await waitFor(() => expect(errorOf("title")).toBe("Saisissez au plus 10 caractères."));
  expect(errorOf("count")).toBe("Indiquez 2 ou plus.");
  expect(errorOf("wallTime")).toBe("Indiquez un jour et une heure.");
  expect(document.activeElement).toBe(screen.getByLabelText("title"));
});

test("says that an empty field is needed, whatever the schema calls it", async () => {
  submit({ title: " ", count: "" }, () => {});
  await waitFor(() => expect(errorOf("title")).toBe("This is needed."));
});

test("puts a server's refusal on the field that it names, with its facts", async () => {
  const details = { next: "03:00" };
  submit({}, refusal({ code: "INVALID", reason: "time.skipped", field: "wallTime", details, traceId: "t" }));
  await waitFor(() =>
    expect(errorOf("wallTime")).toBe(
      "This time does not exist on that day: clocks go forward. The next one is 03:00.",
    ),
  );
  expect(document.activeElement).toBe(screen.getByLabelText("wallTime"));
  expect(screen.getByLabelText<HTMLInputElement>("title").value).toBe("  Hello ");
});

test("maps a reason to a field where the server names none", async () => {
  submit({}, refusal({ code: "CONFLICT", reason: "post.title_taken", field: null }));
  await waitFor(() => expect(errorOf("title")).toMatch(/^Someone changed this in the meantime/));
});

test("shows above the form what belongs to no field, and takes it away at the next try", async () => {
  const answers = [
    refusal({ code: "LIMITED", reason: "some.unknown_reason", retryAfterMs: 65_000 }),
    () => undefined,
  ];
  submit({}, () => answers.shift()?.());
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Too many attempts. Wait a little, then try again. Try again in 1 min");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("does not show a server's words when it never answered", async () => {
  submit({}, () => Promise.reject(new TypeError("Failed to fetch")));
  expect((await screen.findByRole("alert")).textContent).toContain("The server could not be reached.");
});

test("marks each field that the server's own schema refused", async () => {
  const issues = [
    { field: "title", code: "too_big", message: "Too big" },
    { field: "count", code: "too_small", message: "Too small" },
  ];
  submit({}, refusal({ code: "INVALID", reason: "input.invalid", field: "title", issues }));
  await waitFor(() => expect(errorOf("title")).toBe("This value is not valid."));
  expect(errorOf("count")).toBe("This value is not valid.");
});

test("brings what is wrong with the form as a whole into sight, each time anew", async () => {
  const seen = vi.spyOn(Element.prototype, "scrollIntoView");
  submit({}, refusal({ code: "INVALID", reason: "post.refused", field: null, details: {}, traceId: "t" }));
  const alert = await screen.findByRole("alert");
  expect(seen.mock.contexts.at(-1)).toBe(alert.parentElement);
  const before = seen.mock.calls.length;
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(seen.mock.calls.length).toBeGreaterThan(before));
  seen.mockRestore();
});
