import { createRestHandler } from "@/trpc/rest-handler";
import { appRouter } from "@/trpc/root";

const handler = createRestHandler(appRouter);

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
