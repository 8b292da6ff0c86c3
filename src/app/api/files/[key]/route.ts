import { getStorage } from "@/platform/storage";

/** Files of the embedded storage, for anybody who was given the address: networks, feeds, the public site. */
async function handler(
  request: Request,
  { params }: { params: Promise<{ key: string }> },
): Promise<Response> {
  const { standIn } = getStorage();
  if (!standIn) return new Response(null, { status: 404 });
  return standIn.serve(request, (await params).key);
}

export { handler as GET, handler as HEAD };
