import { expect, test } from "vitest";
import { countsOf, sumOf } from "./counts";

test("reads the last closing line, through colours", () => {
  expect(countsOf("1 passed, 0 failed\n\u001b[32m41 passed, 2 failed, 3 skipped\u001b[39m\n", false)).toEqual(
    {
      passed: 41,
      failed: 2,
    },
  );
});

test("counts a runner that died as one failure", () => {
  expect(countsOf("Segmentation fault", false)).toEqual({ passed: 0, failed: 1 });
  expect(countsOf("12 passed, 0 failed\nError: teardown", false)).toEqual({ passed: 12, failed: 1 });
});

test("counts a runner that said nothing as one failure, even when it claims success", () => {
  expect(countsOf("no tests found", true)).toEqual({ passed: 0, failed: 1 });
});

test("adds up", () => {
  expect(
    sumOf([
      { passed: 2, failed: 0 },
      { passed: 3, failed: 1 },
    ]),
  ).toEqual({ passed: 5, failed: 1 });
});
