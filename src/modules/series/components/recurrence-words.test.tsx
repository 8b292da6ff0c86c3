// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { renderIn } from "@/testing/render";
import { parseRule, writeRule } from "../schemas.rule";
import { RecurrenceBuilder } from "./recurrence-builder";
import { type Choice, freshChoice, recurrenceOfChoice } from "./recurrence-choice";
import { useRecurrenceWords } from "./use-recurrence-words";

/** A Monday. */
const startsAt = "2026-11-23T09:00";

function Words({ rule }: { rule: string }) {
  const words = useRecurrenceWords();
  const parsed = parseRule(rule, "UTC");
  return <p>{parsed.ok ? words(parsed.recurrence, startsAt) : "refused"}</p>;
}
const said = (locale: Locale, rule: string) => {
  const { container, unmount } = renderIn(locale, <Words rule={rule} />);
  const text = container.textContent;
  unmount();
  return text;
};

describe("a rule in words", () => {
  test.each([
    ["FREQ=DAILY", "Every day at 09:00", "Tous les jours à 09:00"],
    ["FREQ=WEEKLY", "Every week on Monday at 09:00", "Toutes les semaines le lundi à 09:00"],
    [
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10",
      "Every 2 weeks on Monday and Thursday at 09:00, 10 times",
      "Toutes les 2 semaines le lundi et le jeudi à 09:00, 10 fois",
    ],
    ["FREQ=MONTHLY", "Every month on the 23rd at 09:00", "Tous les mois le 23 à 09:00"],
    [
      "FREQ=MONTHLY;BYMONTHDAY=1,-1",
      "Every month on the last day and the 1st at 09:00",
      "Tous les mois le dernier jour et le 1er à 09:00",
    ],
    [
      "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231",
      "Every month on the last Friday at 09:00, until 31 December 2027",
      "Tous les mois le dernier vendredi à 09:00, jusqu’au 31 décembre 2027",
    ],
    ["FREQ=YEARLY", "Every year on 23 November at 09:00", "Tous les ans le 23 novembre à 09:00"],
    [
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=1",
      "Every year on the 4th Thursday in November at 09:00, once",
      "Tous les ans le 4e jeudi en novembre à 09:00, une seule fois",
    ],
  ])("%s", (rule, english, french) => {
    expect(said("en", rule)).toBe(english);
    expect(said("fr", rule)).toBe(french);
  });
});

describe("the builder", () => {
  function Desk() {
    const [choice, setChoice] = useState<Choice>(freshChoice(startsAt));
    return (
      <>
        <RecurrenceBuilder choice={choice} startsAt={startsAt} onChange={setChoice} />
        <output>{writeRule(recurrenceOfChoice(choice, startsAt))}</output>
      </>
    );
  }
  const rule = () => screen.getByRole("status").textContent;

  test("adds and takes away weekdays, but never the last one", () => {
    renderIn("en", <Desk />);
    expect(rule()).toBe("FREQ=WEEKLY;BYDAY=MO");
    fireEvent.click(screen.getByRole("button", { name: "Thursday" }));
    expect(rule()).toBe("FREQ=WEEKLY;BYDAY=MO,TH");
    fireEvent.click(screen.getByRole("button", { name: "Monday" }));
    fireEvent.click(screen.getByRole("button", { name: "Thursday" }));
    expect(rule()).toBe("FREQ=WEEKLY;BYDAY=TH");
  });

  test("keeps the step within what a rule may say", () => {
    renderIn("fr", <Desk />);
    const step = screen.getByRole("spinbutton");
    fireEvent.change(step, { target: { value: "3" } });
    expect(rule()).toBe("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO");
    fireEvent.change(step, { target: { value: "9999" } });
    expect(rule()).toBe("FREQ=WEEKLY;INTERVAL=104;BYDAY=MO");
  });
});
