import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "./content-security";

const directivesOf = (appUrl: string, development = false): Map<string, string[]> =>
  new Map(
    contentSecurityPolicy("abc123", { appUrl, development })
      .split("; ")
      .map((directive) => directive.split(" "))
      .map(([name = "", ...sources]) => [name, sources]),
  );

describe("the content policy", () => {
  test("runs only scripts that carry the nonce, or that those load", () => {
    const scripts = directivesOf("https://p.test").get("script-src");
    expect(scripts).toEqual(["'self'", "'nonce-abc123'", "'strict-dynamic'"]);
  });

  test("lets nobody frame the product, and no markup move its base or post its forms elsewhere", () => {
    const directives = directivesOf("https://p.test");
    expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
    expect(directives.get("base-uri")).toEqual(["'none'"]);
    expect(directives.get("form-action")).toEqual(["'self'"]);
    expect(directives.get("object-src")).toEqual(["'none'"]);
  });

  test("upgrades requests where the product is served over https, and not on a local machine", () => {
    expect(directivesOf("https://p.test").has("upgrade-insecure-requests")).toBe(true);
    expect(directivesOf("http://localhost:3000").has("upgrade-insecure-requests")).toBe(false);
  });

  test("allows eval in development only", () => {
    expect(directivesOf("http://localhost:3000", true).get("script-src")).toContain("'unsafe-eval'");
    expect(directivesOf("http://localhost:3000").get("script-src")).not.toContain("'unsafe-eval'");
  });
});

test("HSTS goes with https only", () => {
  expect(securityHeaders({ appUrl: "https://p.test" })).toHaveProperty("strict-transport-security");
  expect(securityHeaders({ appUrl: "http://localhost:3000" })).not.toHaveProperty(
    "strict-transport-security",
  );
});
