import { describe, expect, test } from "vitest";
import { LOCALES } from "@/i18n/locales";
import { useEnvironment } from "@/testing/environment";
import { NOTIFICATION_KINDS } from "../schemas";
import { linkToSettings, linkToSubject, messageIdOf, wordsOf } from "./words";

useEnvironment();

const data = {
  ...{ post: "Boats <b>", channel: "Site", actor: "Grace", file: "plan.csv", accepted: 2, waiting: 1 },
  ...{ decision: "approved", drift: "gone", postId: "post_1" },
};

describe.each(LOCALES)("news in %s", (locale) => {
  test.each(NOTIFICATION_KINDS)("%s is a sentence, with its names and without", (kind) => {
    const { title } = wordsOf(locale, kind, data);
    expect(title).not.toMatch(/[{}]|notifications\.kind/);
    expect(title).toMatch(/Boats <b>|Site|plan\.csv/);
    const bare = wordsOf(locale, kind, {
      ...{ post: "", channel: null, actor: null, file: null, accepted: 0, waiting: 0 },
      ...{ decision: "changes_requested", drift: "edited" },
    });
    expect(wordsOf(locale, kind, {}).title).not.toMatch(/[{}]|null|undefined|notifications\.kind/);
    expect(bare.title).not.toMatch(/[{}]|null|undefined|notifications\.kind/);
  });

  test("says why, when there is a reason, also one that this version does not know", () => {
    const known = wordsOf(locale, "post.failed", { ...data, reason: "policy" }).detail;
    const unknown = wordsOf(locale, "post.failed", { ...data, reason: "from_tomorrow" }).detail;
    expect(known).not.toBe(unknown);
    expect(unknown?.length).toBeGreaterThan(5);
    expect(wordsOf(locale, "comment.added", { ...data, words: "Nice" }).detail).toBe("Nice");
    expect(wordsOf(locale, "post.failed", data).detail).toBeUndefined();
  });
});

test("links lead to their place in one click, also for somebody who must sign in first", () => {
  expect(linkToSubject("acme", "post.failed", data)).toBe(
    "http://localhost:3000/sign-in?next=%2Facme%2Fposts%2Fpost_1",
  );
  expect(linkToSettings("acme")).toContain("%2Facme%2Fsettings%2Fnotifications");
});

test("the same notifications are one mail, however often they are sent", () => {
  const ids = ["notice_1", "notice_2"] as const;
  expect(messageIdOf(ids)).toBe(messageIdOf([...ids]));
  expect(messageIdOf(ids)).not.toBe(messageIdOf(["notice_1"]));
});
