// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { SNIPPET_KINDS, type SnippetKind, type SnippetView } from "../schemas";
import { Snippets } from "./snippets";

const aSnippet = (kind: SnippetKind, name: string, body: string): SnippetView => ({
  ...{ id: newId("snippet"), kind, name, body, channelIds: [], updatedAt: new Date() },
  extra: { title: null, tags: [], parts: [] },
});

function draw(
  kind: SnippetKind,
  items: SnippetView[],
  more: Record<string, Answer> = {},
  locale: Locale = "en",
) {
  const workspace = newId("workspace");
  const pushed: string[] = [];
  const { calls } = serveProcedures(workspace, {
    "snippets.list": () => ({ items }),
    "channels.list": () => ({ items: [], nextCursor: null }),
    "channels.networks": () => ({ items: [] }),
    ...more,
  });
  renderIn(
    locale,
    <NuqsTestingAdapter hasMemory searchParams={{ kind }}>
      <TrpcPage workspace={workspace} onPush={(href) => pushed.push(href)}>
        <Snippets canWrite canPublish base="/acme" />
      </TrpcPage>
    </NuqsTestingAdapter>,
  );
  const sent = (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
  return { pushed, sent };
}

test.each(SNIPPET_KINDS.flatMap((kind) => [["en", kind] as const, ["fr", kind] as const]))(
  "in %s, the tab of a %s says what it is for while it is empty",
  async (locale, kind) => {
    draw(kind, [], {}, locale);
    const words = {
      template: "modèle|template",
      hashtags: "hashtag",
      signature: "signature",
      variable: "variable",
    };
    expect((await screen.findAllByText(new RegExp(words[kind], "i"))).length).toBeGreaterThan(0);
  },
);

test("a draft begins with what a template holds", async () => {
  const template = aSnippet("template", "Offer", "Only today");
  const postId = newId("post");
  const { sent, pushed } = draw("template", [template], { "publishing.create": () => ({ id: postId }) });
  fireEvent.click(await screen.findByRole("button", { name: "Use Offer" }));
  await waitFor(() => expect(pushed).toEqual([`/acme/compose?post=${postId}`]));
  expect(sent("publishing.create")).toMatchObject([{ body: "Only today", tags: [], parts: [] }]);
});

test("a set of hashtags is typed as words, with or without their sign", async () => {
  const { sent } = draw("hashtags", [], {
    "snippets.create": () => aSnippet("hashtags", "Bakery", "#bread"),
  });
  fireEvent.click((await screen.findAllByRole("button", { name: "New hashtag set" }))[0] ?? document.body);
  fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Bakery" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Tags" }), {
    target: { value: "#bread, sourdough été" },
  });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(sent("snippets.create")).toEqual([
      { snippet: { kind: "hashtags", name: "Bakery", tags: ["bread", "sourdough", "été"] } },
    ]),
  );
});

test("a variable that cannot be written between braces is refused on its field", async () => {
  const { sent } = draw("variable", []);
  fireEvent.click((await screen.findAllByRole("button", { name: "New variable" }))[0] ?? document.body);
  fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "two words" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText(/Use lower-case letters without accents/)).isConnected).toBe(true);
  fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "post_url" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText(/This name is built in/)).isConnected).toBe(true);
  expect(sent("snippets.create")).toEqual([]);
});

test.each([
  ["template", "New template", "Tags"],
  ["hashtags", "New hashtag set", "Tags"],
] as const)(
  "what is no tag is told at the field of a %s, and a long name is not cut",
  async (kind, button, label) => {
    const { sent } = draw(kind, []);
    fireEvent.click((await screen.findAllByRole("button", { name: button }))[0] ?? document.body);
    const [name, tags] = [
      screen.getByRole("textbox", { name: "Name" }),
      screen.getByLabelText(new RegExp(label)),
    ];
    fireEvent.change(name, { target: { value: "n".repeat(81) } });
    fireEvent.change(tags, { target: { value: "fine <b>x</b>" } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(screen.getByText("A tag is made of letters, digits, “_” and “-” only.")).toBeTruthy(),
    );
    expect(tags.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("Use at most 80 characters.")).toBeTruthy();
    expect(name.getAttribute("maxlength")).toBeNull();
    expect(sent("snippets.create")).toEqual([]);
  },
);
