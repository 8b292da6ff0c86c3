import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { guessMapping } from "./policy.columns";
import { writeCsv } from "./policy.export";
import { cellsOf } from "./policy.rows";
import { parseDate, parseTime, readDateOrder } from "./policy.dates";
import {
  decodeText,
  guardCell,
  readAltTexts,
  readCsv,
  readFiles,
  readJson,
  readList,
  readSheet,
  readThread,
  unguardCell,
  writeAltTexts,
  writeList,
} from "./policy.read";
import { importBytesMax, importRowsMax } from "./schemas";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const refusal = (reason: string) => expect.objectContaining({ code: "INVALID", reason: `import.${reason}` });

describe("reading a file", () => {
  test("takes UTF-8 with its mark, UTF-16 and Windows-1252 for what they are", () => {
    const latin = Uint8Array.from([...bytesOf("pr"), 0xe9, ...bytesOf("nom ")]);
    expect(decodeText(latin)).toBe("prénom ");
    expect(decodeText(bytesOf("\uFEFFété"))).toMatch(/été$/);
    const wide = new Uint8Array([
      0xff,
      0xfe,
      ...[..."né"].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    expect(decodeText(wide)).toContain("né");
  });

  test("says why it takes nothing of a file that is too large, a workbook or no text", () => {
    expect(() => decodeText(new Uint8Array(importBytesMax + 1))).toThrow(refusal("too_large"));
    expect(() => decodeText(Uint8Array.from([0x50, 0x4b, 3, 4, 0]))).toThrow(refusal("not_text"));
    expect(() => decodeText(Uint8Array.from([65, 0, 66]))).toThrow(refusal("not_text"));
    expect(() => readCsv("text\n")).toThrow(refusal("empty"));
    expect(() => readCsv('text\n"never closed')).toThrow(refusal("quotes"));
    expect(() => readCsv(`text\n${"a\n".repeat(importRowsMax + 1)}`)).toThrow(refusal("too_many_rows"));
    expect(() => readJson("{")).toThrow(refusal("json"));
    expect(() => readJson('{"a":1}')).toThrow(refusal("json_shape"));
  });

  test("reads semicolons, quoted line breaks, a mark, blank lines and short rows", () => {
    const sheet = readCsv('\uFEFFTexte;Date;Canaux\n"Deux\r\nlignes; ""citées""";21/11/2026;Site\n\nCourt\n');
    expect(sheet.headers).toEqual(["Texte", "Date", "Canaux"]);
    expect(sheet.rows).toEqual([
      { Texte: 'Deux\nlignes; "citées"', Date: "21/11/2026", Canaux: "Site" },
      { Texte: "Court", Date: "", Canaux: "" },
    ]);
  });

  test("keeps what stands beyond the headers, and tells equal headers apart", () => {
    const sheet = readCsv("text,text\na,b,c\n");
    expect(sheet.headers).toEqual(["text", "text (2)", "#3"]);
    expect(sheet.rows).toEqual([{ text: "a", "text (2)": "b", "#3": "c" }]);
  });

  test("reads JSON as an array or under posts, with lists and objects inside", () => {
    const posts = [
      { text: "Hi", tags: ["a", "b"], media: [{ url: "https://a.test/1.png", alt: "One" }], n: null },
    ];
    for (const file of [posts, { posts }])
      expect(readSheet(JSON.stringify(file), { fileName: "plan.json" })).toMatchObject({
        format: "json",
        rows: [{ text: "Hi", tags: "a, b", "media.url": "https://a.test/1.png", "media.alt": "One", n: "" }],
      });
    expect(readSheet(' [{"text":"a"}]', { fileName: "pasted" }).format).toBe("json");
  });

  test("tells the line at which JSON breaks, where that is known", () => {
    const refusalOf = (text: string) => {
      try {
        return readSheet(text, { fileName: "plan.json" });
      } catch (error) {
        return error;
      }
    };
    const broken = { reason: "import.json", message: expect.stringMatching(/^This is not JSON: \w/) };
    expect(refusalOf('[{"text": "a"},\n{"text": "b" 1}]')).toMatchObject({ ...broken, details: { line: 2 } });
    expect(refusalOf('[{"text":')).toMatchObject({ ...broken, details: { line: 0 } });
  });
});

describe("columns", () => {
  test("are known by what people call them in both languages, whatever accents, case and signs", () => {
    const headers = [
      "TEXTE",
      "Heure ",
      "date",
      "Fuseau_horaire",
      "Comptes",
      "Premier commentaire",
      "Médias",
      "Étiquettes",
      "Note",
    ];
    expect(guessMapping(headers, [])).toEqual({
      text: "TEXTE",
      time: "Heure ",
      date: "date",
      timeZone: "Fuseau_horaire",
      channels: "Comptes",
      firstComment: "Premier commentaire",
      media: "Médias",
      labels: "Étiquettes",
    });
    expect(guessMapping(["Message", "Date et heure (Paris)", "Image URL", "Hashtags", "File"], [])).toEqual({
      text: "Message",
      dateTime: "Date et heure (Paris)",
      media: "Image URL",
      tags: "Hashtags",
      queue: "File",
    });
  });

  test("a date that holds times, alone, is both", () => {
    expect(guessMapping(["date"], [{ date: "21/11/2026 9h30" }])).toEqual({ dateTime: "date" });
    expect(guessMapping(["date", "time"], [{ date: "21/11/2026", time: "9h" }])).toEqual({
      date: "date",
      time: "time",
    });
  });
});

describe("dates", () => {
  test.each([
    ["2026-11-21 09:00", "2026-11-21", "09:00"],
    ["2026-11-21T09:00:00", "2026-11-21", "09:00"],
    ["21/11/2026 9h30", "2026-11-21", "09:30"],
    ["21/11/2026 à 9 h", "2026-11-21", "09:00"],
    ["21.11.26 18:05", "2026-11-21", "18:05"],
    ["samedi 21 novembre 2026 à 9h30", "2026-11-21", "09:30"],
    ["1er déc. 2026", "2026-12-01", null],
    ["Nov 21, 2026 9:30 PM", "2026-11-21", "21:30"],
    ["Sat, 21 Nov 2026 at 12:15 am", "2026-11-21", "00:15"],
    ["mardi 24 novembre 2026", "2026-11-24", null],
  ])("%s is %s %s", (text, date, time) => {
    expect(parseDate(text, "dmy")).toEqual({ date, time, instant: null });
  });

  test("in American order are read so, and instants keep their offset", () => {
    expect(parseDate("11/21/2026 9:30 AM", "mdy")).toMatchObject({ date: "2026-11-21", time: "09:30" });
    expect(parseDate("2026-11-21T09:00:00+01:00", "dmy")?.instant).toEqual(new Date("2026-11-21T08:00:00Z"));
    expect(parseDate("2026-11-21T09:00Z", "dmy")?.instant).toEqual(new Date("2026-11-21T09:00:00Z"));
  });

  test.each(["", "soon", "31/02/2026", "2026-13-01", "21/11/2026 25h00", "21/11/2026 noon", "99", "21/11"])(
    "%j is none",
    (text) => expect(parseDate(text, "dmy")).toBeNull(),
  );

  test("times are read in every usual way, and nothing else is", () => {
    const said = {
      "9h30": "09:30",
      "09:30:15": "09:30",
      "9 h": "09:00",
      "12 am": "00:00",
      "12:30 p.m.": "12:30",
    };
    for (const [text, time] of Object.entries(said)) expect(parseTime(text)).toBe(time);
    for (const text of ["9", "24:00", "9:60", "13 pm", "0 am", "", "soon"])
      expect(parseTime(text)).toBeNull();
  });

  test("tell their order over the whole column, and say when they do not", () => {
    expect(readDateOrder(["3/4/2026", "21/11/2026"], "mdy")).toEqual({
      order: "dmy",
      certain: true,
      mixed: false,
    });
    expect(readDateOrder(["3/4/2026", "11/21/2026"], "dmy")).toEqual({
      order: "mdy",
      certain: true,
      mixed: false,
    });
    expect(readDateOrder(["3/4/2026"], "dmy")).toEqual({ order: "dmy", certain: false, mixed: false });
    expect(readDateOrder(["3/4/2026 9:00 AM"], "dmy")).toEqual({
      order: "mdy",
      certain: false,
      mixed: false,
    });
    expect(readDateOrder(["21/11/2026", "11/21/2026"], "dmy")).toMatchObject({ mixed: true });
    expect(readDateOrder(["21/11/2026"], "dmy", "mdy")).toEqual({ order: "mdy", certain: true, mixed: true });
    expect(readDateOrder(["2026-11-21", "4/4/2026"], "dmy")).toMatchObject({ certain: true });
  });

  test("any moment, written in any of the forms, is read back", () => {
    const pad = (n: number) => String(n).padStart(2, "0");
    const months = [
      "janv.",
      "févr.",
      "mars",
      "avril",
      "mai",
      "juin",
      "juil.",
      "août",
      "sept.",
      "oct.",
      "nov.",
      "déc.",
    ];
    const moments = fc.date({
      min: new Date("2000-01-01"),
      max: new Date("2099-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (at) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO("UTC");
        const { year, month, day, hour, minute } = wall;
        const half = `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)} ${hour < 12 ? "AM" : "PM"}`;
        const [date, time] = [`${year}-${pad(month)}-${pad(day)}`, `${pad(hour)}:${pad(minute)}`];
        const expected = { date, time, instant: null };
        expect(parseDate(`${date} ${time}`, "dmy")).toEqual(expected);
        expect(parseDate(`${day}/${month}/${year} ${hour}h${pad(minute)}`, "dmy")).toEqual(expected);
        expect(parseDate(`${month}/${day}/${year} ${half}`, "mdy")).toEqual(expected);
        expect(parseDate(`${day} ${months[month - 1]} ${year} à ${hour}h${pad(minute)}`, "mdy")).toEqual(
          expected,
        );
      }),
    );
  });

  test("no text makes it throw", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("dmy" as const, "mdy" as const),
        (text, order) => void parseDate(text, order),
      ),
    );
  });
});

describe("cells", () => {
  test("that a spreadsheet would run are guarded, and come back as they were", () => {
    expect(guardCell("=1+1")).toBe("'=1+1");
    expect(guardCell("-5")).toBe("'-5");
    expect(guardCell("a=1")).toBe("a=1");
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unguardCell(guardCell(text))).toBe(text);
        expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  test("hold lists of anything", () => {
    const word = fc
      .string({ minLength: 1 })
      .map((text) => text.trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(readList(writeList(words))).toEqual(words);
      }),
    );
    const text = fc.string().map((one) => one.trim());
    const texts = fc.array(text, { minLength: 1 }).filter((all) => all.at(-1) !== "");
    fc.assert(
      fc.property(texts, (all) => {
        expect(readAltTexts(writeAltTexts(all), all.length)).toEqual(all);
      }),
    );
  });

  test("hold addresses with commas, and threads set apart by dashes", () => {
    expect(readFiles("https://a.test/x,y.png, https://b.test/z.png")).toEqual([
      "https://a.test/x,y.png",
      "https://b.test/z.png",
    ]);
    expect(readFiles("photo one.png\nhttps://b.test/z.png")).toEqual([
      "photo one.png",
      "https://b.test/z.png",
    ]);
    expect(readThread("One\n---\nTwo\nlines\n----\n")).toEqual(["One", "Two\nlines"]);
  });
});

describe("a plan written as CSV", () => {
  test("is read back cell by cell, whatever stands in it, in both languages", () => {
    const cell = fc
      .string({ unit: "grapheme" })
      .map((text) => text.replaceAll("\r", "").replaceAll("\u0000", ""));
    const row = fc.record({ text: cell.map((text) => `x${text}`), title: cell, labels: cell, thread: cell });
    const locale = fc.constantFrom("en" as const, "fr" as const);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), locale, (rows, language) => {
        const sheet = readCsv(writeCsv(rows, language));
        const mapping = guessMapping(sheet.headers, sheet.rows);
        const read = sheet.rows.map((each) => cellsOf(each, mapping));
        expect(read.map(({ text }) => text)).toEqual(rows.map(({ text }) => text));
        for (const field of ["title", "labels", "thread"] as const)
          expect(read.map((each) => each[field] ?? "")).toEqual(rows.map((each) => each[field]));
      }),
    );
  });
});
