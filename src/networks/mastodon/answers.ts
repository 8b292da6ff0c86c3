import { z } from "zod";
import { webAddress } from "../wire";

/** `POST /api/v1/apps` */
export const appAnswer = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });
/** `POST /oauth/token` */
export const tokenAnswer = z.object({ access_token: z.string().min(1), scope: z.string().optional() });
/** `GET /api/v1/accounts/verify_credentials` */
export const accountAnswer = z.object({
  id: z.coerce.string(),
  username: z.string(),
  acct: z.string().optional(),
  display_name: z.string().nullish(),
  url: webAddress,
  avatar: webAddress,
});
/** `GET /.well-known/oauth-authorization-server`, on servers that have it. */
export const metadataAnswer = z.object({
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

// A limit in a form of its own is one that the server did not tell: the others still hold.
const countOf = (least: number) => z.number().int().min(least).optional().catch(undefined);
const limits = {
  statuses: z.object({
    max_characters: countOf(1),
    max_media_attachments: countOf(0),
    characters_reserved_per_url: countOf(1),
  }),
  media_attachments: z.object({
    supported_mime_types: z.array(z.string()).optional().catch(undefined),
    image_size_limit: countOf(1),
    image_matrix_limit: countOf(1),
    video_size_limit: countOf(1),
    video_matrix_limit: countOf(1),
    description_limit: countOf(1),
  }),
};
const configuration = z.object(limits).partial();
/** `GET /api/v2/instance` and, of older servers and relatives, `GET /api/v1/instance`. */
export const instanceAnswer = z
  .object({
    domain: z.string().optional(),
    uri: z.string().optional(),
    title: z.string(),
    version: z.string(),
    max_toot_chars: countOf(1),
    configuration: configuration.nullish(),
  })
  .refine(({ domain, uri }) => domain !== undefined || uri !== undefined);
export type InstanceAnswer = z.output<typeof instanceAnswer>;

/** `POST /api/v2/media` and `GET /api/v1/media/:id`; `url` is null while the file is being processed. */
export const mediaAnswer = z.object({ id: z.coerce.string(), url: z.string().nullish() });

export const statusAnswer = z.object({
  id: z.coerce.string(),
  url: webAddress,
  uri: webAddress,
  created_at: z.coerce.date(),
  content: z.string(),
  in_reply_to_id: z.coerce.string().nullish().catch(null),
  spoiler_text: z.string().nullish(),
  favourites_count: z.number().optional(),
  reblogs_count: z.number().optional(),
  replies_count: z.number().optional(),
  media_attachments: z
    .array(z.object({ id: z.coerce.string(), description: z.string().nullish() }))
    .optional(),
});
export type StatusAnswer = z.output<typeof statusAnswer>;
export const statusesAnswer = z.array(statusAnswer);
/** `GET /api/v1/statuses/:id/source` */
export const sourceAnswer = z.object({ text: z.string(), spoiler_text: z.string().nullish() });
