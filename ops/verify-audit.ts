import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { verifyAudit, verifyHeads } from "../src/modules/audit/queries";
import { auditHeadsFile } from "../src/modules/audit/schemas";
import { onProduct } from "./launcher/maintenance";

async function walkChains(): Promise<number> {
  const reports = await verifyAudit();
  for (const { tenantId, rowsSealed, problems } of reports) {
    console.log(`${problems.length === 0 ? "intact " : "BROKEN "} ${tenantId}  ${rowsSealed} sealed rows`);
    for (const problem of problems) console.log(`         ${JSON.stringify(problem)}`);
  }
  const broken = reports.filter(({ problems }) => problems.length > 0).length;
  console.log(`${reports.length - broken} intact, ${broken} broken`);
  return broken;
}

/** The ends that a file holds. @throws Error when it holds none. */
function readHeads(path: string) {
  try {
    return auditHeadsFile.parse(JSON.parse(readFileSync(path, "utf8"))).auditHeads;
  } catch {
    throw new Error(`${path} holds no ends of histories: name the manifest.json of a backup.`);
  }
}

async function compareHeads(path: string): Promise<number> {
  const verdicts = await verifyHeads(readHeads(path));
  const lost = verdicts.filter(({ verdict }) => verdict !== "kept");
  for (const { tenantId, position, verdict } of lost)
    console.log(`BROKEN  ${tenantId}  ${verdict} at row ${position} of ${path}`);
  console.log(`${verdicts.length - lost.length} of ${verdicts.length} histories still hold what ${path} saw`);
  return lost.length;
}

/**
 * `npm run audit:verify [-- --heads <manifest.json>]`: walk every workspace's history, and prove that nothing was cut
 * off since its ends were written into that backup; exits with 1 and names what does not fit.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { heads: { type: "string" } } });
  const heads = values.heads && resolve(values.heads);
  await onProduct(async () => {
    const problems = (await walkChains()) + (heads ? await compareHeads(heads) : 0);
    if (problems > 0) process.exitCode = 1;
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
