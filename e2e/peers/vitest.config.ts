import { defineConfig } from "vitest/config";

const root = new URL("../../", import.meta.url).pathname;

export default defineConfig({
  root,
  resolve: {
    alias: {
      "@": `${root}src`,
      "~": root.replace(/\/$/, ""),
      "server-only": `${root}src/testing/server-only.ts`,
    },
  },
  test: {
    include: ["e2e/peers/**/*.peer.ts"],
    globalSetup: ["e2e/peers/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
