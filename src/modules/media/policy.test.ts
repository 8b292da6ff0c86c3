import { describe, expect, test } from "vitest";
import { fileNameOf } from "./policy";

describe("a file name", () => {
  test.each([
    ["cat.PNG", "cat.png"],
    ["../../etc/passwd", "passwd.png"],
    ["..\\..\\windows\\system.ini", "system.png"],
    ["/", "file.png"],
    ["", "file.png"],
    [".htaccess", "file.png"],
    ["shell.php.jpg", "shell.png"],
    ["photo\u202Egnp.exe", "photognp.png"],
    ["a\0b\r\nc.png", "abc.png"],
    ["Café d’été.jpeg", "Café d’été.png"],
    ["😀".repeat(300), `${"😀".repeat(196)}.png`],
  ])("%j becomes %j", (given, expected) => {
    expect(fileNameOf(given, "png")).toBe(expected);
  });
});
