import { systemClock } from "@/kernel/context";
import { sealAudit } from "@/modules/audit/commands";
import { verifyAudit } from "@/modules/audit/queries";
import { inngest } from "@/platform/inngest";
import { log } from "@/platform/log";
import { metrics } from "@/platform/metrics";

/** Chains the new rows of every workspace's history. */
export const sealAuditEveryMinute = inngest.createFunction(
  { id: "audit.seal", retries: 0, singleton: { mode: "skip" }, triggers: { cron: "* * * * *" } },
  ({ step }) => step.run("seal", async () => ({ sealed: await sealAudit(systemClock) })),
);

/** Walks every chain; what does not fit is logged and raises the alert. */
export const verifyAuditDaily = inngest.createFunction(
  { id: "audit.verify", retries: 2, singleton: { mode: "skip" }, triggers: { cron: "41 2 * * *" } },
  ({ step }) =>
    step.run("verify", async () => {
      const reports = await verifyAudit();
      const broken = reports.filter(({ problems }) => problems.length > 0);
      metrics().auditChainOk.set(broken.length === 0 ? 1 : 0);
      for (const { tenantId, problems } of broken)
        log().error({ tenantId, problems: problems.slice(0, 20) }, "audit chain broken");
      return { workspaces: reports.length, broken: broken.length };
    }),
);
