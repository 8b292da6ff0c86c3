// The launcher and the bundle of the pages have a copy of this file each, and one of what stands on `globalThis`.
const slot = globalThis as unknown as { publifyStopping?: AbortController };
const controller = (): AbortController => (slot.publifyStopping ??= new AbortController());

/** Aborted once this process was asked to stop: what is under way ends, nothing new is taken. */
export const stoppingSignal = (): AbortSignal => controller().signal;

/** Tell all that this process stops. */
export const announceStopping = (): void => controller().abort();
