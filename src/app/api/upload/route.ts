import { getEnv } from "@/platform/env";
import { isForeignWrite, presentsKey } from "@/platform/origin";
import { traceRequest } from "@/platform/trace";
import { handleUpload } from "./handler";

/** Callbacks prove themselves by the storage's signature, everything else by coming from our own pages or by a key. */
const handler = (request: Request): Promise<Response> | Response => {
  const proven = request.headers.has("uploadthing-hook") || presentsKey(request.headers);
  if (!proven && isForeignWrite(request, getEnv().appUrl))
    return Response.json({ message: "request.foreign_origin" }, { status: 403 });
  return traceRequest(request, "/api/upload", () => handleUpload(request));
};

export { handler as GET, handler as POST };
