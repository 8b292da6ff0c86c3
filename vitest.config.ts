import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const alias = {
  "@": new URL("./src", import.meta.url).pathname,
  "~": new URL(".", import.meta.url).pathname.replace(/\/$/, ""),
  // Next resolves this marker itself; outside Next it has nothing to say.
  "server-only": new URL("./src/testing/server-only.ts", import.meta.url).pathname,
};

// Read here and nowhere else in the tests: what a run is asked for, given to them by name.
const asked = {
  databaseDriver: process.env.DB_DRIVER === "neon" ? ("neon" as const) : ("pg" as const),
  faultRuns: Number(process.env.FAULT_RUNS ?? 120),
  faultsOnProcesses: process.env.FAULT_REAL === "1",
};

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: ["default", "./src/testing/closing-line.ts"],
    projects: [
      {
        extends: true,
        plugins: [react()],
        test: {
          name: "unit",
          include: ["{src,inngest,ops}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.ts", "**/node_modules/**"],
          // A property of a hundred cases on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          provide: asked,
          include: ["{src,inngest,ops}/**/*.int.test.ts"],
          globalSetup: ["./src/testing/global-setup.ts"],
          pool: "forks",
          // A third of the time went into reading the same modules again for each file.
          isolate: false,
          setupFiles: ["./src/testing/fresh-slots.ts"],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
