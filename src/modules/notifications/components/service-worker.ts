/** Where the worker of a build is; another build has another address, and so is noticed. */
export const workerAddress = (build: string): string => `/sw.js?v=${encodeURIComponent(build)}`;

/** Whether a page of `build` is in the care of another build's worker; a page without a worker is not. */
export function isOutdated(build: string, controllerUrl: string | undefined): boolean {
  if (!controllerUrl) return false;
  const address = new URL(controllerUrl);
  return address.pathname + address.search !== workerAddress(build);
}

/** This page came from the network with the new build: its worker need not wait for older pages to close. */
function takeIntoUse(registration: ServiceWorkerRegistration): void {
  const activate = (worker: ServiceWorker | null) => worker?.postMessage({ type: "activate" });
  activate(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") activate(installing);
    });
  });
}

/**
 * Register the worker of this page's build, and call `onOutdated` once a newer build has taken over from another page.
 * A browser without workers, or a page without encryption, is left as it is. Returns how to stop.
 */
export function watchWorker(build: string, onOutdated: () => void): () => void {
  if (typeof navigator === "undefined" || !("serviceWorker" in navigator) || !window.isSecureContext)
    return () => undefined;
  const workers = navigator.serviceWorker;
  const look = () => isOutdated(build, workers.controller?.scriptURL) && onOutdated();
  workers.addEventListener("controllerchange", look);
  const start = () =>
    workers
      .register(workerAddress(build), { scope: "/", updateViaCache: "none" })
      .then(takeIntoUse)
      // Private windows and full disks refuse workers; the pages work without.
      .catch(() => undefined);
  // After the page: what it needs comes first.
  if (document.readyState === "complete") void start();
  else window.addEventListener("load", () => void start(), { once: true });
  return () => workers.removeEventListener("controllerchange", look);
}
