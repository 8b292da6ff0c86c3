// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { ImportRow, ImportView } from "../schemas";
import { ImportColumns } from "./import-columns";
import { ImportStart } from "./import-start";
import { UndoImport } from "./import-undo";
import { RowDialog } from "./row-dialog";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const file: ImportView = {
  ...{ id: newId("import"), fileName: "plan.csv", format: "csv", state: "preview" },
  headers: ["Texte", "Quand", "Divers"],
  mapping: { text: "Texte", dateTime: "Quand" },
  options: {},
  dates: { order: "dmy", certain: false, mixed: false },
  samples: { Texte: ["Bonjour"], Quand: ["3/4/2027 9h"], Divers: [] },
  ...{ rowCount: 1, acceptedCount: 0, pendingCount: 0, editedCount: 0, authorName: "Ada" },
  ...{ createdAt: new Date("2026-11-21T08:00:00Z"), undoneAt: null },
};
const row: ImportRow = {
  ...{ row: 1, wallTime: null, timeZone: null, publishAt: null, queued: false, channels: [], outcome: null },
  cells: { text: "Bonjour", dateTime: "demain" },
  problems: [
    { severity: "error", code: "date_malformed", field: "dateTime", details: { value: "demain" } },
    { severity: "warning", code: "duplicate_row", field: null, details: { row: 3 } },
  ],
};

let pages = 0;
function show(ui: React.ReactNode, procedures: Record<string, Answer>, onPush?: (href: string) => void) {
  const workspace = `imports-${pages++}`;
  const served = serveProcedures(workspace, {
    "channels.list": () => ({ items: [], nextCursor: null }),
    ...procedures,
  });
  renderIn(
    "en",
    <NuqsTestingAdapter>
      <TrpcPage workspace={workspace} onPush={onPush}>
        {ui}
      </TrpcPage>
    </NuqsTestingAdapter>,
  );
  return served;
}

test("columns say what they hold, and warn when dates do not tell their order", async () => {
  const done = vi.fn<() => void>();
  const { calls } = show(<ImportColumns file={file} zone="Europe/Paris" onDone={done} />, {
    "imports.configure": () => file,
  });
  expect(screen.getByText("We recognised 2 of 3 columns. Correct what is wrong.")).toBeTruthy();
  expect(screen.getByText(/do not tell whether the day or the month/)).toBeTruthy();
  fireEvent.click(screen.getByRole("radio", { name: /Month first/ }));
  fireEvent.click(screen.getByRole("button", { name: "Check the rows" }));
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(calls.find(([path]) => path === "imports.configure")?.[1]).toEqual({
    ...{ importId: file.id, mapping: file.mapping, options: { dateOrder: "mdy" } },
  });
});

test("a row shows each problem at its field, and saves a correction when the field is left", async () => {
  const { calls } = show(
    <RowDialog file={file} row={row} base="/acme" editable onClose={vi.fn<() => void>()} />,
    {
      "imports.setCell": () => ({ ...row, problems: [] }),
    },
  );
  const dialog = screen.getByRole("dialog", { name: "Row 1" });
  expect(within(dialog).getByText("Says the same as row 3.")).toBeTruthy();
  const input = within(dialog).getByLabelText("Date and time");
  expect(document.activeElement, "the first field that is wrong").toBe(input);
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(within(dialog).getByText(/“demain” is not a date/)).toBeTruthy();
  fireEvent.change(input, { target: { value: "3/4/2027 9h" } });
  fireEvent.blur(input);
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("imports.setCell"));
  expect(calls.find(([path]) => path === "imports.setCell")?.[1]).toEqual({
    ...{ importId: file.id, row: 1, field: "dateTime", value: "3/4/2027 9h" },
  });
});

test("a correction is kept when the window is closed in the middle of it", async () => {
  const closed = vi.fn<() => void>();
  const { calls } = show(<RowDialog file={file} row={row} base="/acme" editable onClose={closed} />, {
    "imports.setCell": () => row,
  });
  const input = screen.getByLabelText("Date and time");
  input.focus();
  fireEvent.change(input, { target: { value: "4/4/2027 9h" } });
  fireEvent.keyDown(input, { key: "Escape" });
  expect(closed).toHaveBeenCalled();
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("imports.setCell"));
});

test("a file that cannot be read says why, and one that can leads to its columns", async () => {
  const pushed = vi.fn<(href: string) => void>();
  let refuse = true;
  show(
    <ImportStart base="/acme" />,
    {
      "imports.create": () => {
        if (refuse) throw new Refusal({ code: "INVALID", reason: "import.quotes", details: { row: 4 } });
        return file;
      },
    },
    pushed,
  );
  const paste = async (text: string) => {
    fireEvent.change(screen.getByLabelText("Rows"), { target: { value: text } });
    fireEvent.click(screen.getByText("Read these rows"));
  };
  await paste('text\n"open');
  expect((await screen.findByRole("alert")).textContent).toContain("Row 4: a quotation mark is not closed");
  refuse = false;
  await paste("text\nHello");
  await waitFor(() => expect(pushed).toHaveBeenCalledWith(`/acme/import/${file.id}`));
});

test("undoing offers what was edited by hand, and names what stays and why", async () => {
  const kept = [
    { postId: newId("post"), title: null, excerpt: "Live now", reason: "out" },
    { postId: newId("post"), title: "Reworked", excerpt: "", reason: "edited" },
  ];
  const { calls } = show(<UndoImport file={{ ...file, state: "done", editedCount: 2 }} base="/acme" />, {
    "imports.undo": () => ({ import: { ...file, state: "undone" }, removed: 3, kept }),
  });
  fireEvent.click(screen.getByRole("button", { name: "Undo the import" }));
  const dialog = await screen.findByRole("alertdialog");
  const box = within(dialog).getByLabelText("Also take back the 2 posts that were changed by hand");
  expect(box.getAttribute("aria-checked")).toBe("false");
  fireEvent.click(box);
  fireEvent.click(within(dialog).getByRole("button", { name: "Undo the import" }));
  await waitFor(() =>
    expect(calls).toContainEqual(["imports.undo", { importId: file.id, includeEdited: true }]),
  );
  const out = await screen.findByRole("list", { name: "Out already, so these stay:" });
  expect(within(out).getByRole("link").textContent).toBe("Live now");
  const edited = screen.getByRole("list", { name: "Changed or moved by hand, so these stay:" });
  expect(within(edited).getByRole("link").textContent).toBe("Reworked");
});
