import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "next-intl";
import { type Messages, messagesOf } from "./catalogue";
import type { Locale } from "./locales";

/** A translator outside a request: e-mails, notifications, feeds, tests. */
export const translatorOf = <N extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  locale: Locale,
  namespace: N,
) => createTranslator<Messages, N>({ locale, messages: messagesOf(locale), namespace });
