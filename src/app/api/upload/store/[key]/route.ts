import { getStorage } from "@/platform/storage";
import { handleUpload } from "../../handler";

/** The embedded ingest: presigned addresses only. Where UploadThing keeps the files there is nothing here. */
async function handler(
  request: Request,
  { params }: { params: Promise<{ key: string }> },
): Promise<Response> {
  const { standIn } = getStorage();
  if (!standIn) return new Response(null, { status: 404 });
  return standIn.receive(request, (await params).key, handleUpload);
}

export { handler as HEAD, handler as PUT };
