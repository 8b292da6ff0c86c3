import { existsSync } from "node:fs";

const systemBrowsers = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** What every browser of the tests is started with: root needs no sandbox, and nothing calls home. */
export const BROWSER_ARGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Chromium of this machine, else the one that an npm package carries. */
export async function findBrowser(): Promise<string> {
  const installed = systemBrowsers.find((path) => path && existsSync(path));
  if (installed) return installed;
  // It unpacks the system libraries that a bare machine lacks only when it believes to run where they are missing.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs24.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  return chromium.executablePath();
}
