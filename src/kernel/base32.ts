const codesOf = (digits: string) => Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
const [BASE32, HEX] = [codesOf("0123456789abcdefghjkmnpqrstvwxyz"), codesOf("0123456789abcdef")];
const none = 255;
const valuesOf = (codes: Uint8Array) => {
  const values = new Uint8Array(128).fill(none);
  codes.forEach((code, value) => {
    values[code] = value;
  });
  return values;
};
const [BASE32_VALUES, HEX_VALUES] = [valuesOf(BASE32), valuesOf(HEX)];
const [DASHED, dash] = [new Set([8, 13, 18, 23]), 45];
/** Not every 128 bits are a UUID. */
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;

// Reused, so that nothing is left behind for each of the many ids of a batch.
const [text, uuid]: [number[], number[]] = [
  Array.from({ length: 26 }, () => 0),
  Array.from({ length: 36 }, () => dash),
];

/** A UUID as the 26 characters of a TypeID: 128 bits behind two zero bits, five to a character. */
export function base32FromUuid(from: string): string {
  let [value, bits, to] = [0, 2, 0];
  for (let at = 0; at < 36; at++) {
    const digit = HEX_VALUES[from.charCodeAt(at)] ?? none;
    if (digit === none) continue;
    value = (value << 4) | digit;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text[to++] = BASE32[value >> bits] ?? 0;
    value &= (1 << bits) - 1;
  }
  if (to !== 26) throw new Error("Not a UUID");
  return String.fromCharCode.apply(null, text);
}

/** The UUID of 26 such characters; null when they are none. */
export function uuidFromBase32(from: string): string | null {
  if (from.length !== 26 || from.charCodeAt(0) > 55) return null;
  let [value, bits, to] = [0, -2, 0];
  for (let at = 0; at < 26; at++) {
    const digit = BASE32_VALUES[from.charCodeAt(at)] ?? none;
    if (digit === none) return null;
    value = (value << 5) | digit;
    bits += 5;
    while (bits >= 4) {
      bits -= 4;
      if (DASHED.has(to)) to++;
      uuid[to++] = HEX[value >> bits] ?? 0;
      value &= (1 << bits) - 1;
    }
  }
  const found = String.fromCharCode.apply(null, uuid);
  return UUID.test(found) ? found : null;
}
