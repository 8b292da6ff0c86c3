import { secondMs } from "@/kernel/time";
import type { SubscribePushInput } from "../schemas";

const workerMaxMs = 10 * secondMs;

/** Whether this browser can be told, and whether it is. */
export type DeviceState = "unsupported" | "denied" | "off" | "on";

const isSupported = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function findSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** How things stand in this browser for a person whose subscribed browsers are at `endpoints`. */
export async function readDevice(endpoints: readonly string[]): Promise<DeviceState> {
  if (!isSupported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const subscription = await findSubscription();
  return subscription && endpoints.includes(subscription.endpoint) ? "on" : "off";
}

/** The bytes of a key as browsers want them. */
function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const sameKey = (key: ArrayBuffer | null | undefined, bytes: Uint8Array): boolean => {
  const held = new Uint8Array(key ?? new ArrayBuffer(0));
  return held.length === bytes.length && held.every((byte, index) => byte === bytes[index]);
};

/** `ready` never settles in a browser that refused the worker. */
function readyWorker(): Promise<ServiceWorkerRegistration> {
  const refused = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error("There is no worker in this browser")), workerMaxMs),
  );
  return Promise.race([navigator.serviceWorker.ready, refused]);
}

/**
 * Ask the person, then the browser's push service. Call it on a press only.
 * Null when the person says no. @throws Error when the push service cannot be reached.
 */
export async function subscribeDevice(publicKey: string): Promise<SubscribePushInput | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const { pushManager } = await readyWorker();
  const key = bytesOf(publicKey);
  const held = await pushManager.getSubscription();
  // A subscription to keys that are no longer ours would refuse a new one.
  if (held && !sameKey(held.options.applicationServerKey, key)) await held.unsubscribe();
  const { endpoint, keys } = (
    await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  ).toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("The push service gave no keys");
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

/** The address of this browser at its push service; null when it has none. */
export const endpointOfDevice = async (): Promise<string | null> =>
  isSupported() ? ((await findSubscription())?.endpoint ?? null) : null;

/** Make this browser unreachable for everything that was ever sent to it: when somebody signs out. */
export async function forgetDevice(): Promise<void> {
  if (!isSupported()) return;
  await (await findSubscription())?.unsubscribe();
}
