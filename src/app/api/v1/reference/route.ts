import { getEnv } from "@/platform/env";

export const dynamic = "force-dynamic";

/** The reference is a page of the product; this address is the one that the API's own answers name. */
export const GET = (): Response => Response.redirect(`${getEnv().appUrl}/developers`, 308);
