// @ts-check
/// <reference lib="webworker" />
/// <reference no-default-lib="true" />

/**
 * The worker of the installed application: a page for when there is no connection, files that never change, and
 * messages. Nothing that depends on who is signed in is ever kept: no page, no answer of the API.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** Each build registers its own address, `/sw.js?v=<build>`, and so its own worker and cache. */
const build = new URL(worker.location.href).searchParams.get("v") ?? "development";
const prefix = "publify-";
const cacheName = prefix + build;
const offlinePage = "/offline";
const ownFiles = ["/icon-192.png", "/badge-96.png"];

/** Files whose name changes with their content, in a product that was built. @param {URL} url */
const isImmutable = (url) => build !== "development" && url.pathname.startsWith("/_next/static/");

/** The offline page with all that it is made of. */
async function precache() {
  const cache = await caches.open(cacheName);
  // The page speaks of nobody; of its reader it knows the language. A copy that was held would be of another build.
  const answer = await fetch(offlinePage, { cache: "reload" });
  if (!answer.ok) throw new Error(`The offline page answered ${answer.status}`);
  const html = await answer.clone().text();
  const parts = new Set(html.match(/\/_next\/static\/[^"'\\\s)<>]+/g) ?? []);
  await cache.put(offlinePage, answer);
  await Promise.all([...parts, ...ownFiles].map((path) => keep(cache, path)));
}

/** @param {Cache} cache @param {string} path */
async function keep(cache, path) {
  const answer = await fetch(path).catch(() => null);
  if (answer?.ok) await cache.put(path, answer);
}

worker.addEventListener("install", (event) => event.waitUntil(precache()));

async function takeOver() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  // Pages of the build before may still be open, and ask for their own files.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));

/** @param {Request} request */
async function fromCacheFirst(request) {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  const cache = await caches.open(cacheName);
  if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}

/** @param {Request} request */
async function pageOrOffline(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const held = await (await caches.open(cacheName)).match(offlinePage);
    if (held) return held;
    throw error;
  }
}

/** @param {Request} request */
async function fileOrHeld(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const held = await (await caches.open(cacheName)).match(request, { ignoreVary: true });
    if (held) return held;
    throw error;
  }
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // What is shared with the application (a POST), every call and every other site go straight to the network.
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (isImmutable(url)) event.respondWith(fromCacheFirst(request));
  else if (request.mode === "navigate") event.respondWith(pageOrOffline(request));
  else if (url.pathname.startsWith("/_next/static/") || ownFiles.includes(url.pathname))
    event.respondWith(fileOrHeld(request));
});

/** @typedef {{ title: string, body: string, path: string, tag: string }} News */

/** @param {PushMessageData | null} data @returns {News | null} */
function newsIn(data) {
  try {
    const { title, body = "", path = "/", tag } = data?.json() ?? {};
    return typeof title === "string"
      ? { title, body: String(body), path: String(path), tag: String(tag) }
      : null;
  } catch {
    return null;
  }
}

const openPages = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

/** @param {News} news */
async function show({ title, body, path, tag }) {
  for (const page of await openPages()) page.postMessage({ type: "news" });
  await worker.registration.showNotification(title, {
    ...{ body, tag, data: { path } },
    ...{ icon: "/icon-192.png", badge: "/badge-96.png" },
  });
}

worker.addEventListener("push", (event) => {
  const news = newsIn(event.data);
  if (news) event.waitUntil(show(news));
});

/** A path of ours and nothing else. @param {unknown} path */
const addressOf = (path) => {
  const url = new URL(typeof path === "string" ? path : "/", worker.location.origin);
  return url.origin === worker.location.origin ? url.href : worker.location.origin;
};

/** @param {string} address */
async function goTo(address) {
  const [page] = await openPages();
  if (!page) return void (await worker.clients.openWindow(address));
  await page.focus();
  // A page that this worker does not control cannot be sent elsewhere.
  await page.navigate(address).catch(() => worker.clients.openWindow(address));
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(goTo(addressOf(event.notification.data?.path)));
});

/** Somebody signed out: messages that are still shown were theirs. */
async function forget() {
  for (const shown of await worker.registration.getNotifications()) shown.close();
}

worker.addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(worker.skipWaiting());
  if (event.data?.type === "forget") event.waitUntil(forget());
});
