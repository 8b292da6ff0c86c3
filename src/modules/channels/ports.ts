import type { Network } from "@/networks/contract";
import type { HttpClient } from "@/platform/http";

/** What the commands reach outside: the networks, and a client to call them with. Tests bring their own. */
export interface Outside {
  findNetwork(key: string): Network | undefined;
  http: HttpClient;
}
