import { z } from "zod";

export const siteSettings = z.object({
  /** Last part of the post's address; made from its title when empty. */
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .max(80)
    .regex(/^$|^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u)
    .default(""),
  /** For lists, feeds and search engines; the beginning of the text when empty. */
  summary: z.string().trim().max(300).default(""),
});
