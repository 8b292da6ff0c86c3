/** What a colour says, whatever the component that carries it. */
export const TONES = ["neutral", "accent", "info", "success", "warning", "danger"] as const;
export type Tone = (typeof TONES)[number];

/** A tinted surface with text that keeps its contrast on it. */
export const SOFT_TONE: Record<Tone, string> = {
  neutral: "border-line bg-sunken text-ink-muted",
  accent: "border-accent-line bg-accent-soft text-accent-ink",
  info: "border-info-line bg-info-soft text-info-ink",
  success: "border-success-line bg-success-soft text-success-ink",
  warning: "border-warning-line bg-warning-soft text-warning-ink",
  danger: "border-danger-line bg-danger-soft text-danger-ink",
};

/** A filled mark: dots, bars, rings. */
export const SOLID_TONE: Record<Tone, string> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  info: "bg-info",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
};

/** The colour of text or an icon on a plain surface. */
export const TEXT_TONE: Record<Tone, string> = {
  neutral: "text-ink-subtle",
  accent: "text-accent-ink",
  info: "text-info-ink",
  success: "text-success-ink",
  warning: "text-warning-ink",
  danger: "text-danger-ink",
};
