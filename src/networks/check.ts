import type { Capabilities, Issue, MediaCapability, VariantDraft } from "./capabilities";
import { lengthIn, measureText } from "./text";

type Media = VariantDraft["media"][number];

const error = (code: Issue["code"], field: string, details: Issue["details"] = {}): Issue => ({
  severity: "error",
  code,
  field,
  details,
});

/** Everything in a draft that a network with these limits would refuse, and what its readers would miss. */
export const checkVariant = (draft: VariantDraft, capabilities: Capabilities): Issue[] => [
  ...checkTitle(draft, capabilities),
  ...checkText(draft, capabilities),
  ...checkMedia(draft, capabilities),
  ...checkParts(draft, capabilities),
];

function checkParts({ parts = [] }: VariantDraft, capabilities: Capabilities): Issue[] {
  const allowed = capabilities.parts;
  if (parts.length === 0) return [];
  if (!allowed) return [error("parts_unsupported", "parts", { kind: parts[0]?.kind ?? "thread" })];
  const excess = parts.length > allowed.max;
  return [
    ...(excess ? [error("parts_count", "parts", { count: parts.length, max: allowed.max })] : []),
    ...parts.flatMap((part, index) => {
      const field = (issue: Issue): Issue => ({ ...issue, field: `parts.${index}.${issue.field}` });
      if (!allowed.kinds.includes(part.kind))
        return [field(error("parts_unsupported", "kind", { kind: part.kind }))];
      const draft = { title: null, settings: {}, body: part.body, media: part.media };
      return [...checkText(draft, capabilities), ...checkMedia(draft, capabilities)].map(field);
    }),
  ];
}

function checkTitle({ title }: VariantDraft, { title: limit }: Capabilities): Issue[] {
  if (!limit) return [];
  const text = title?.trim() ?? "";
  if (text === "") return limit.required ? [error("title_missing", "title")] : [];
  const count = lengthIn(text, "characters");
  return count > limit.max ? [error("title_too_long", "title", { count, max: limit.max })] : [];
}

function checkText({ body, media }: VariantDraft, { text, emptyTextWithMedia }: Capabilities): Issue[] {
  if (body.trim() === "") return emptyTextWithMedia && media.length > 0 ? [] : [error("text_empty", "body")];
  const count = measureText(body, text);
  if (count > text.max) return [error("text_too_long", "body", { count, max: text.max, unit: text.unit })];
  const bytes = text.bytesMax === undefined ? 0 : lengthIn(body, "utf8_bytes");
  if (text.bytesMax !== undefined && bytes > text.bytesMax)
    return [error("text_too_long", "body", { count: bytes, max: text.bytesMax, unit: "utf8_bytes" })];
  return [];
}

function checkMedia({ media }: VariantDraft, capabilities: Capabilities): Issue[] {
  const issues = media.flatMap((one, index) => checkOne(one, `media.${index}`, capabilities[one.kind]));
  const kinds = [...new Set(media.map(({ kind }) => kind))].filter((kind) => capabilities[kind]);
  if (kinds.length > 1 && !capabilities.mediaMixed)
    issues.push(error("media_mixed", "media", { kinds: kinds.join(", ") }));
  for (const kind of kinds) {
    const count = media.filter((one) => one.kind === kind).length;
    const max = capabilities[kind]?.countMax ?? 0;
    if (count > max && max < capabilities.mediaCountMax)
      issues.push(error("media_count", "media", { count, max, kind }));
  }
  const max = capabilities.mediaCountMax;
  if (media.length > max) issues.push(error("media_count", "media", { count: media.length, max }));
  return issues;
}

function checkOne(media: Media, field: string, limit: MediaCapability | null): Issue[] {
  if (!limit || limit.countMax === 0) return [error("media_kind", field, { kind: media.kind })];
  const issues: Issue[] = [];
  if (!limit.mimeTypes.includes(media.mimeType))
    issues.push(error("media_type", field, { type: media.mimeType }));
  if (media.bytes > limit.bytesMax)
    issues.push(
      error("media_bytes", field, {
        count: media.bytes,
        max: limit.bytesMax,
        maxMb: Math.floor(limit.bytesMax / 100_000) / 10,
      }),
    );
  const pixels = (media.width ?? 0) * (media.height ?? 0);
  if (limit.pixelsMax !== undefined && pixels > limit.pixelsMax)
    issues.push(error("media_pixels", field, { count: pixels, max: limit.pixelsMax }));
  const durationMs = media.durationMs ?? 0;
  if (limit.durationMaxMs !== undefined && durationMs > limit.durationMaxMs)
    issues.push(
      error("media_duration", field, {
        count: durationMs,
        max: limit.durationMaxMs,
        maxSeconds: Math.floor(limit.durationMaxMs / 1_000),
      }),
    );
  return [...issues, ...checkAlt(media, field, limit)];
}

function checkAlt({ altText }: Media, field: string, { altTextMax }: MediaCapability): Issue[] {
  if (altTextMax === 0) return [];
  if (altText.trim() === "") return [{ severity: "warning", code: "alt_missing", field, details: {} }];
  const count = lengthIn(altText, "characters");
  return count > altTextMax ? [error("alt_too_long", field, { count, max: altTextMax })] : [];
}
