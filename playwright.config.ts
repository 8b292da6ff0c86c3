import { defineConfig, devices } from "@playwright/test";
import { BROWSER_ARGS, findBrowser } from "./ops/gate/browser";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/journeys",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Journeys wait for their posts' minutes more than they work: three fit two cores.
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./e2e/fixtures/closing-line.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_URL,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: await findBrowser(), args: BROWSER_ARGS },
  },
  projects: [{ name: "chromium" }],
});
