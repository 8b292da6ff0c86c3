import { expect, test } from "vitest";
import { z } from "zod";
import { NETWORKS } from "@/networks/registry";
import { settingFieldsOf } from "./policy";

test("tells a network's options as data that a control can be drawn from", () => {
  const settings = z.object({
    visibility: z.enum(["public", "private"]).default("public"),
    warning: z.string().max(30).default("").meta({ counted: true, covers: "text" }),
    sensitive: z.boolean().default(false).meta({ covers: "media" }),
    slug: z
      .string()
      .regex(/^[a-z]*$/)
      .default(""),
  });
  expect(settingFieldsOf({ settings })).toEqual([
    { name: "visibility", kind: "choice", options: ["public", "private"], default: "public", covers: null },
    {
      name: "warning",
      kind: "text",
      default: "",
      max: 30,
      pattern: null,
      counted: true,
      covers: "text",
    },
    { name: "sensitive", kind: "switch", default: false, covers: "media" },
    { name: "slug", kind: "text", default: "", max: null, pattern: "^[a-z]*$", counted: false, covers: null },
  ]);
});

test("leaves out what no control can draw", () =>
  expect(settingFieldsOf({ settings: z.object({ nested: z.object({}).default({}) }) })).toEqual([]));

test("the options of every network, left alone, are accepted by it", () => {
  for (const network of NETWORKS) {
    const untouched = Object.fromEntries(
      settingFieldsOf(network).map((field) => [field.name, field.default]),
    );
    expect(network.settings.safeParse(untouched).success, network.key).toBe(true);
  }
});
