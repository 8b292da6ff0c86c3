import { router, workspaceProcedure } from "@/trpc/init";
import { getDoctorReport } from "./queries";
import { reportSchema } from "./schemas";

/** How the product itself stands. Not part of the public API: it speaks of the installation, not of a workspace. */
export const doctorRouter = router({
  report: workspaceProcedure.output(reportSchema).query(({ ctx }) => getDoctorReport(ctx)),
});
