import { verifyAudit } from "../src/modules/audit/queries";
import { onProduct } from "./launcher/maintenance";

/** `npm run audit:verify`: walk every workspace's history; exits with 1 and names what does not fit. */
async function main(): Promise<void> {
  await onProduct(async () => {
    const reports = await verifyAudit();
    for (const { tenantId, rowsSealed, problems } of reports) {
      console.log(`${problems.length === 0 ? "intact " : "BROKEN "} ${tenantId}  ${rowsSealed} sealed rows`);
      for (const problem of problems) console.log(`         ${JSON.stringify(problem)}`);
    }
    const broken = reports.filter(({ problems }) => problems.length > 0).length;
    console.log(`${reports.length - broken} intact, ${broken} broken`);
    if (broken > 0) process.exitCode = 1;
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
