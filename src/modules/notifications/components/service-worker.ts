/** Where the worker of a build is; another build has another address, and so is noticed. */
export const workerAddress = (build: string): string => `/sw.js?v=${encodeURIComponent(build)}`;

/** Take the new worker into use, then show its pages. Unsaved words are kept by the composer itself. */
function activate(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), {
    once: true,
  });
  waiting.postMessage({ type: "activate" });
}

function watch(registration: ServiceWorkerRegistration, onUpdate: (update: () => void) => void): void {
  const tell = (worker: ServiceWorker) => onUpdate(() => activate(worker));
  if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      // The first worker of a browser replaces nothing, and is in use at once.
      if (installing.state === "installed" && navigator.serviceWorker.controller) tell(installing);
    });
  });
}

/**
 * Register the worker of this build and call `onUpdate` when a newer one is ready to take over.
 * A browser without workers, or a page without encryption, is left as it is. Returns how to stop.
 */
export function watchWorker(build: string, onUpdate: (update: () => void) => void): () => void {
  if (typeof navigator === "undefined" || !("serviceWorker" in navigator) || !window.isSecureContext)
    return () => undefined;
  let stopped = false;
  const start = () =>
    navigator.serviceWorker
      .register(workerAddress(build), { scope: "/", updateViaCache: "none" })
      .then((registration) => {
        if (!stopped) watch(registration, onUpdate);
      })
      // Private windows and full disks refuse workers; the pages work without.
      .catch(() => undefined);
  // After the page: what it needs comes first.
  if (document.readyState === "complete") void start();
  else window.addEventListener("load", () => void start(), { once: true });
  return () => {
    stopped = true;
  };
}
