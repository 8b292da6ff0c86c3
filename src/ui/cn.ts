import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Join class names; of two that conflict, the later wins. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
