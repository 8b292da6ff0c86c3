"use client";

import { toast as sonner } from "sonner";

interface ToastOptions {
  description?: string;
  action?: { label: string; onClick: () => void };
  /** A toast with the same id replaces the former one. */
  id?: string;
}

/** Say that something happened, without stopping anybody. Errors that need an answer belong on the page. */
export const toast = {
  success: (title: string, options?: ToastOptions) =>
    sonner.success(title, { duration: options?.action ? 12_000 : undefined, ...options }),
  error: (title: string, options?: ToastOptions) => sonner.error(title, { duration: 10_000, ...options }),
  info: (title: string, options?: ToastOptions) => sonner.info(title, options),
  dismiss: (id?: string) => sonner.dismiss(id),
};
