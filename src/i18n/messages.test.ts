import { readdirSync, readFileSync } from "node:fs";
import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { messagesOf } from "./catalogue";
import { LOCALES } from "./locales";

const folder = new URL("./messages/", import.meta.url);
type Tree = { [key: string]: string | Tree };

const read = (locale: string, file: string): Tree =>
  JSON.parse(readFileSync(new URL(`${locale}/${file}`, folder), "utf8"));
const filesOf = (locale: string): string[] => readdirSync(new URL(locale, folder)).sort();

const flatten = (tree: Tree, above = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[above + key, value] as [string, string]]
      : flatten(value, `${above}${key}.`),
  );

const BRANCHING = /^(?:plural|select|selectordinal)$/;

/** Names of the arguments and tags of an ICU message, with the kind of each argument; the text of a branch is read too. */
function argumentsOf(message: string): string[] {
  const plain = message.replaceAll("''", "").replace(/'[{}<][^']*'/g, "");
  const names = new Set<string>();
  for (const [, tag] of plain.matchAll(/<(\w+)>/g)) names.add(`<${tag}>`);
  // In a text a brace opens an argument; in the body of a plural or select it opens a branch, which is a text.
  const open: ("argument" | "body" | "text")[] = ["text"];
  for (const { 0: token, index } of plain.matchAll(/[{}]/g)) {
    const inside = open.at(-1);
    if (token === "}") open.pop();
    else if (inside === "body") open.push("text");
    else {
      const [, name, kind] = /^\{\s*(\w+)\s*(?:,\s*(\w+))?/.exec(plain.slice(index)) ?? [];
      if (name) names.add(kind ? `${name}:${kind}` : name);
      open.push(kind && BRANCHING.test(kind) ? "body" : "argument");
    }
  }
  return [...names].sort();
}

const kindless = (name: string): string => name.split(":")[0] ?? name;

/** Words that are the same in both languages: names, and true cognates. */
const SAME_IN_BOTH = new Set([
  "{count, plural, one {minute} other {minutes}}",
  "Publify",
  "Bluesky",
  "Mastodon",
  "Webhook",
  "Date",
  "Menu",
  "OK",
  "URL",
  "Type",
  "Message",
  "Messages",
  "Version",
  "Service",
  "Services",
  "Notifications",
  "Publication",
  "Publications",
  "Passkey",
  "Passkeys",
  "JSON Feed",
  "RSS",
  "ALT",
  "Atom",
  "Site",
  "Client",
  "Code",
  "Image",
  "Images",
  "Total",
  "Actions",
  "Google",
  "GitHub",
  "English",
  "Français",
  "Inngest",
  "PostgreSQL",
  "Neon",
  "Redis",
  "Orange",
  "Violet",
  "Signatures",
  "Variables",
]);
const hasWords = (message: string): boolean => /\p{L}{2}/u.test(message.replace(/\{[^{}]*\}/g, ""));

/** The same with every space breaking. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll("\u00a0", " "));

describe("the messages", () => {
  test("have the same namespaces in both languages, all of them registered", () => {
    for (const locale of LOCALES) {
      expect(filesOf(locale)).toEqual(filesOf("en"));
      expect(Object.keys(messagesOf(locale)).sort()).toEqual(
        filesOf(locale).map((f) => f.replace(".json", "")),
      );
    }
  });

  test("register each file under its own name", () => {
    for (const locale of LOCALES)
      for (const file of filesOf(locale)) {
        const registered: unknown = Reflect.get(messagesOf(locale), file.replace(".json", ""));
        expect(plain(registered), `${locale}/${file}`).toEqual(plain(read(locale, file)));
      }
  });

  test("bind French signs to their words, so that none begins a line", () => {
    const shown = flatten({ ...messagesOf("fr"), mail: {} });
    const loose = shown.filter(([, message]) => /« | [»;!?]| :(?!:)/.test(message));
    expect(loose).toEqual([]);
    expect(messagesOf("fr").publishing.post.altText).toBe("Décrit ainsi\u00a0: {text}");
  });

  describe.each(filesOf("en"))("of %s", (file) => {
    const en = new Map(flatten(read("en", file)));
    const fr = new Map(flatten(read("fr", file)));

    test("have the same keys in both languages", () => {
      expect([...fr.keys()].sort()).toEqual([...en.keys()].sort());
    });

    test("take the same arguments in both languages", () => {
      const differing = [...en].filter(([key, message]) => {
        const [one, two] = [message, fr.get(key) ?? ""].map((m) => argumentsOf(m).map(kindless).join());
        return one !== two;
      });
      expect(differing).toEqual([]);
    });

    test("are never empty", () => {
      expect([...en, ...fr].filter(([, message]) => message.trim() === "")).toEqual([]);
    });

    test("are translated, not copied", () => {
      const copied = [...en].filter(
        ([key, message]) => fr.get(key) === message && hasWords(message) && !SAME_IN_BOTH.has(message),
      );
      expect(copied).toEqual([]);
    });

    test.each(["en", "fr"] as const)("are valid ICU in %s", (locale) => {
      const faults: string[] = [];
      const t = createTranslator({
        locale,
        messages: read(locale, file) as Record<string, never>,
        onError: (error) => faults.push(error.message),
      }) as unknown as { markup(key: string, values: Record<string, unknown>): string };
      for (const [key, message] of locale === "en" ? en : fr) t.markup(key, sampleOf(message));
      expect(faults).toEqual([]);
    });
  });
});

function sampleOf(message: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of argumentsOf(message)) {
    const [key = "", kind] = name.split(":");
    if (key.startsWith("<")) values[key.slice(1, -1)] = (chunks: string) => chunks;
    else values[key] = kind === "date" || kind === "time" ? new Date(0) : kind === "select" ? "other" : 2;
  }
  return values;
}
