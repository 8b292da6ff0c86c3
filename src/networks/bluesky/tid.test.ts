import fc from "fast-check";
import { expect, test } from "vitest";
import { recordKey } from "./tid";

const tid = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;
const dates = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

test("a record key is a well-formed TID, the same for the same delivery", () =>
  fc.assert(
    fc.property(fc.string(), dates, (key, at) => {
      expect(recordKey(key, at)).toMatch(tid);
      expect(recordKey(key, at)).toBe(recordKey(key, new Date(at)));
    }),
  ));

test("keys sort by the second of the first attempt", () =>
  fc.assert(
    fc.property(fc.string(), fc.string(), dates, (a, b, at) => {
      expect(recordKey(a, at) < recordKey(b, new Date(at.getTime() + 1_000))).toBe(true);
    }),
  ));

test("deliveries of one instant do not meet", () => {
  const at = new Date("2026-11-21T09:00:00Z");
  const keys = new Set(Array.from({ length: 20_000 }, (_, index) => recordKey(`delivery_${index}`, at)));
  expect(keys.size).toBe(20_000);
});
