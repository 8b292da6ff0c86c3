import type { Locale } from "./locales";
import enCommon from "./messages/en/common.json";
import enErrors from "./messages/en/errors.json";
import enMarketing from "./messages/en/marketing.json";
import enNav from "./messages/en/nav.json";
import enUi from "./messages/en/ui.json";
import frCommon from "./messages/fr/common.json";
import frErrors from "./messages/fr/errors.json";
import frMarketing from "./messages/fr/marketing.json";
import frNav from "./messages/fr/nav.json";
import frUi from "./messages/fr/ui.json";

// Static imports, so that the bundler, vitest and plain Node all find them and the keys are typed.
const en = {
  common: enCommon,
  errors: enErrors,
  marketing: enMarketing,
  nav: enNav,
  ui: enUi,
};

/** Every message of the interface by namespace; English is the reference for the keys. */
export type Messages = typeof en;

const fr: Messages = {
  common: frCommon,
  errors: frErrors,
  marketing: frMarketing,
  nav: frNav,
  ui: frUi,
};

const CATALOGUE: Record<Locale, Messages> = { en, fr };

/** Namespaces that only server components read: they are not sent to the browser. */
const SERVER_NAMESPACES = ["marketing"] as const satisfies readonly (keyof Messages)[];
export type ClientMessages = Omit<Messages, (typeof SERVER_NAMESPACES)[number]>;

/** All messages of a language. */
export const messagesOf = (locale: Locale): Messages => CATALOGUE[locale];

/** The messages of a language that client components may use. */
export function clientMessagesOf(locale: Locale): ClientMessages {
  const messages: Partial<Messages> = { ...CATALOGUE[locale] };
  for (const namespace of SERVER_NAMESPACES) delete messages[namespace];
  return messages as ClientMessages;
}
