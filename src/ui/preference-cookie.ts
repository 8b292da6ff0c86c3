const yearSeconds = 365 * 24 * 60 * 60;

/** Keep a preference of this browser for a year; readable by the server at the next request. */
export function rememberPreference(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
}
