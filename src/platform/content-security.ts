export interface SecurityOptions {
  /** Where people reach the product; https turns on HSTS and upgrades. */
  appUrl: string;
  /** Development needs `eval` for React's stack traces. */
  development: boolean;
}

const isHttps = (appUrl: string): boolean => appUrl.startsWith("https:");

/** Browsers upload straight to the file storage. */
const UPLOAD_HOSTS = ["https://*.uploadthing.com", "https://*.ufs.sh", "https://utfs.io"];

/**
 * The policy of a page: scripts run with this request's nonce or not at all. Styles may be inline, because charts,
 * drag and drop and the editor set style attributes; images may come from any https address, as avatars and link
 * previews do.
 */
export function contentSecurityPolicy(nonce: string, { appUrl, development }: SecurityOptions): string {
  const directives: Record<string, string[]> = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    "script-src-attr": ["'none'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", "https:"],
    "media-src": ["'self'", "blob:", "https:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'", ...UPLOAD_HOSTS, ...(development ? ["ws:"] : [])],
    "worker-src": ["'self'", "blob:"],
    "manifest-src": ["'self'"],
    "object-src": ["'none'"],
    "frame-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    ...(isHttps(appUrl) && { "upgrade-insecure-requests": [] }),
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}

/** The policy of an answer that is no page: it loads and runs nothing, wherever it is opened. */
export const inertContentPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Headers that every answer carries. */
export const securityHeaders = ({ appUrl }: Pick<SecurityOptions, "appUrl">): Record<string, string> => ({
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
  ...(isHttps(appUrl) && { "strict-transport-security": "max-age=63072000; includeSubDomains" }),
});
