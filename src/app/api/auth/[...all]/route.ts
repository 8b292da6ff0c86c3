import { handleAuth } from "@/platform/auth-handler";
import { traceRequest } from "@/platform/trace";

const handler = (request: Request): Promise<Response> =>
  traceRequest(request, "/api/auth", () => handleAuth(request));

export { handler as GET, handler as POST };
