/**
 * What we say ourselves of a call where there is nothing of the other side to quote, by code. Logs and the API read as
 * here; screens word the code in the reader's language (`errors.own`), and quote as theirs what is none of these.
 */
export const OWN_WORDS = {
  answered: "The server answered {status}",
  moved: "The server answered {status}: its address has moved",
  slow: "Took too long",
  stopped: "Given up before it started",
  no_connection: "No connection: {technical}",
  broke_off: "The connection broke off: {technical}",
  unreadable: "The answer could not be read",
  unreadable_because: "The answer could not be read: {technical}",
  too_large: "More than {count} bytes",
  astray: "Redirected astray: {technical}",
  redirects: "Over {count} redirects",
  no_address: "Not a web address",
  private_name: "{host} is at {address}, not a public address",
  private_peer: "Connected to {address}, not a public address",
  private_address: "{host} is not a public address",
  scheme: "Only http and https are called, not {scheme}",
  user_name: "An address must not carry a user name",
  port: "Port {port} is not called",
  no_key: "Not a key of 24 to 64 bytes in base64",
  file: "A file could not be read: {technical}",
  image: "Not a readable image: {technical}",
  processing: "The server still processes a file",
  not_compared: "A recent post could not be compared",
  not_among: "Not among the last {count} posts",
  not_there: "It is not there any more",
  not_yet: "The network does not have it yet",
  absent: "The network does not have it",
  not_shown: "The post is not shown yet",
  not_ours: "Not a post of ours: {technical}",
  gone: "The receiver says that it is gone",
  inactive: "This account is not active",
  credentials_ended: "The credentials have ended",
  credentials_renewing: "The credentials are being renewed",
  credentials_not_renewed: "The network did not renew the credentials",
  credentials_not_renewable: "The credentials cannot be renewed",
  disconnected: "The channel is disconnected",
  not_connected: "The channel is not connected",
  unanswered: "The last attempt was never answered",
  no_lookup: "no look-up",
  stalled: "stalled",
} as const;

export type OwnWord = keyof typeof OWN_WORDS;
type Values = Record<string, string>;

/** Say it, with its values. */
export const inOwnWords = (code: OwnWord, values: Record<string, string | number> = {}): string =>
  OWN_WORDS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

/** What a value may be: numbers count, names hold no space. */
const valueOf = (name: string): string =>
  ({ status: "\\d{3}", count: "\\d+", port: "\\d*", technical: "[\\s\\S]+" })[name] ?? "\\S+";

const PATTERNS = Object.entries(OWN_WORDS).map(([code, words]) => {
  const source = words.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${valueOf(name)})`);
  return { code: code as OwnWord, pattern: new RegExp(`^${source}$`) };
});

/** The code and the values of our own words; null of words that are somebody else's. */
export function ownWordsOf(text: string): { code: OwnWord; values: Values } | null {
  for (const { code, pattern } of PATTERNS) {
    const match = pattern.exec(text);
    if (match) return { code, values: { ...match.groups } };
  }
  return null;
}
