/** NUL and halves of a character that stand alone, as JSON writes them: after an even number of backslashes. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/**
 * `value` as JSON that Postgres accepts. A NUL or half a character, which other people's servers do send and cutting a
 * text may leave, becomes U+FFFD: Postgres would refuse the whole statement, and with it the rows of everybody else in it.
 */
export const toJsonb = (value: unknown): string =>
  JSON.stringify(value).replaceAll(UNSTORABLE, String.raw`$1\ufffd`);
