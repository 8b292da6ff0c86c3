import { secondMs } from "@/kernel/time";
import { forgetDevice } from "./push-device";

/** Nobody waits longer than this to leave because a push service does not answer. */
const patienceMs = 2 * secondMs;

/** Leave nothing of the person who signs out: no more messages to this browser, none left on its screen. */
export async function leaveDevice(): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([forgetDevice().catch(() => undefined), patience]);
  const registration = await navigator.serviceWorker?.getRegistration("/").catch(() => undefined);
  registration?.active?.postMessage({ type: "forget" });
}
