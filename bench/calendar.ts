import { randomBytes } from "node:crypto";
import { type Browser, chromium, type Page } from "@playwright/test";
import superjson from "superjson";
import { idFromUuid } from "@/kernel/ids";
import { aCrowd } from "@/testing/crowd";
import { Person } from "../ops/demo/client";
import { BROWSER_ARGS, findBrowser } from "../ops/gate/browser";
import { startProductForTests } from "../ops/gate/product";
import { openStage, type Stage } from "./stage";

const rounds = 12;
/** The first rounds warm the product up and do not count. */
const warmUp = 2;
const ratioMax = 1.2;
const payloadMaxBytes = 200_000;
/** `full` has posts at every hour, as `many`: between them lies what their number costs, not what is drawn of them. */
const SIZES = { few: 100, control: 100, full: 2_500, many: 20_000 } as const;
type Size = keyof typeof SIZES;
type View = "month" | "week";

interface Reading {
  /** From asking for the page to its posts painted. */
  openMs: number;
  /** From pressing "Later" to the next month or week painted, whether its posts are there already or are fetched then. */
  turnMs: number;
}

/** Posts of a month in the making, spread evenly, each with a variant and a delivery. */
async function seedMonth({ pool }: Stage, slug: string, month: string, count: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "select ch.id from channels ch join workspaces w on w.id = ch.tenant_id where w.slug = $1 limit 1",
    [slug],
  );
  const [channel] = rows;
  if (!channel) throw new Error(`The workspace ${slug} has no channel`);
  await aCrowd(idFromUuid("channel", channel.id), {
    count,
    from: new Date(`${month}-01T00:00:00Z`),
    days: 28,
  });
}

/** The answer with the posts of a view, before compression. */
async function payloadBytesOf(person: Person, slug: string, month: string, view: View): Promise<number> {
  const window = view === "week" ? ({ days: 7, by: "hour" } as const) : ({ days: 42, by: "day" } as const);
  const firstDay = view === "week" ? `${month}-17` : `${month}-01`;
  const grid = await person.procedures(slug).planning.grid.query({ firstDay, ...window });
  return superjson.stringify(grid).length;
}

/** Resolves once the calendar has said what it shows, other than `before`, and that was painted; tells when. */
const painted = (page: Page, before: string) =>
  page.evaluate(
    (before) =>
      new Promise<{ said: string; at: number }>((resolve) => {
        const look = () => {
          const said =
            document.querySelector('main [aria-busy="false"] > p[role="status"]')?.textContent ?? "";
          if (said === "" || said === before) requestAnimationFrame(look);
          else requestAnimationFrame(() => setTimeout(() => resolve({ said, at: performance.now() })));
        };
        look();
      }),
    before,
  );

const dayOf = (month: string, view: View, turned: boolean): string => {
  if (view === "week") return `${month}-${turned ? "17" : "10"}`;
  const first = new Date(`${month}-01T00:00:00Z`);
  if (!turned) first.setUTCMonth(first.getUTCMonth() - 1);
  return first.toISOString().slice(0, 10);
};

/** Open the calendar on posts, then turn to posts from the page before. */
async function read(page: Page, slug: string, month: string, view: View): Promise<Reading> {
  const address = (turned: boolean) => `/${slug}/calendar?view=${view}&date=${dayOf(month, view, turned)}`;
  await page.goto(address(true));
  const opened = await painted(page, "");
  await page.goto(address(false));
  const { said } = await painted(page, "");
  await page.waitForLoadState("networkidle");
  const later = page.getByRole("button", { name: "Later" });
  const pressedAt = await later.evaluate((button: HTMLButtonElement) => {
    const at = performance.now();
    button.click();
    return at;
  });
  const turned = await painted(page, said);
  return { openMs: opened.at, turnMs: turned.at - pressedAt };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function readAll(
  browser: Browser,
  url: string,
  cookies: string,
  slugs: Record<Size, string>,
  month: string,
) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
  });
  const host = new URL(url).hostname;
  await context.addCookies(
    cookies.split("; ").map((cookie) => {
      const [name = "", ...value] = cookie.split("=");
      return { name, value: value.join("="), domain: host, path: "/" };
    }),
  );
  const page = await context.newPage();
  // The compiler names inner functions by a helper that a page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  const readings = {
    month: { few: [], control: [], full: [], many: [] },
    week: { few: [], control: [], full: [], many: [] },
  } as Record<View, Record<Size, Reading[]>>;
  for (let round = 0; round < rounds + warmUp; round++)
    // Interleaved, so that whatever else the machine does falls on all of them.
    for (const view of ["month", "week"] as const)
      for (const size of ["few", "many", "full", "control"] as const) {
        const reading = await read(page, slugs[size], month, view);
        if (round >= warmUp) readings[view][size].push(reading);
      }
  await context.close();
  return readings;
}

function reportOf(readings: Record<Size, Reading[]>, payloadBytes: Record<"few" | "many", number>) {
  const of = (size: Size, key: keyof Reading) => median(readings[size].map((reading) => reading[key]));
  const ratios = (key: "openMs" | "turnMs") => ({
    few: of("few", key),
    full: of("full", key),
    many: of("many", key),
    toFull: of("many", key) / of("full", key),
    ratio: of("many", key) / of("few", key),
    control: of("control", key) / of("few", key),
  });
  const [open, turn] = [ratios("openMs"), ratios("turnMs")];
  const ok = open.ratio <= ratioMax && turn.ratio <= ratioMax && payloadBytes.many <= payloadMaxBytes;
  return { open, turn, payloadBytes, target: { ratioMax, payloadMaxBytes }, ok };
}

/** How long the calendar takes to show a month or week of a workspace with 20,000 posts, beside one with 100, in a real browser on the built product. */
export async function measureCalendar(say: (line: string) => void) {
  const stage = await openStage();
  const product = await startProductForTests({
    ...stage.secrets,
    DATABASE_URL: stage.url,
    LOG_LEVEL: "warn",
  });
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: BROWSER_ARGS });
  try {
    const person = new Person(product.url);
    const tag = randomBytes(4).toString("hex");
    await person.signUp("Bench", `bench.${tag}@example.test`, `correct horse ${tag} staple`);
    const next = new Date();
    next.setUTCMonth(next.getUTCMonth() + 1, 1);
    const month = next.toISOString().slice(0, 7);
    const slugs = { few: "", control: "", full: "", many: "" };
    for (const size of ["few", "control", "full", "many"] as const) {
      const made = await person
        .procedures()
        .workspaces.create.mutate({ name: `Bench ${size} ${tag}`, timeZone: "UTC", locale: "en" });
      slugs[size] = made.slug;
      await seedMonth(stage, made.slug, month, SIZES[size]);
    }
    const readings = await readAll(browser, product.url, person.cookies, slugs, month);
    const payloadOf = async (view: View) => ({
      few: await payloadBytesOf(person, slugs.few, month, view),
      many: await payloadBytesOf(person, slugs.many, month, view),
    });
    const report = {
      month: reportOf(readings.month, await payloadOf("month")),
      week: reportOf(readings.week, await payloadOf("week")),
    };
    for (const [view, { open, turn }] of Object.entries(report))
      say(
        `  ${view}: opened ${open.ratio.toFixed(2)}x, turned ${turn.ratio.toFixed(2)}x of 100 posts, ${turn.toFull.toFixed(2)}x of ${SIZES.full}`,
      );
    return { posts: SIZES, rounds, ...report };
  } finally {
    await browser.close();
    await product.stop();
    await stage.close();
  }
}
