import type { Locale } from "./locales";
import enApikeys from "./messages/en/apikeys.json";
import enApprovals from "./messages/en/approvals.json";
import enAuth from "./messages/en/auth.json";
import enChannels from "./messages/en/channels.json";
import enComments from "./messages/en/comments.json";
import enCommon from "./messages/en/common.json";
import enDoctor from "./messages/en/doctor.json";
import enDevelopers from "./messages/en/developers.json";
import enComposer from "./messages/en/composer.json";
import enSeries from "./messages/en/series.json";
import enEvergreen from "./messages/en/evergreen.json";
import enErrors from "./messages/en/errors.json";
import enDrift from "./messages/en/drift.json";
import enHealth from "./messages/en/health.json";
import enImports from "./messages/en/imports.json";
import enMail from "./messages/en/mail.json";
import enMarketing from "./messages/en/marketing.json";
import enMedia from "./messages/en/media.json";
import enCampaigns from "./messages/en/campaigns.json";
import enLabels from "./messages/en/labels.json";
import enSnippets from "./messages/en/snippets.json";
import enVersions from "./messages/en/versions.json";
import enNav from "./messages/en/nav.json";
import enNetworks from "./messages/en/networks.json";
import enNotifications from "./messages/en/notifications.json";
import enPlanning from "./messages/en/planning.json";
import enPwa from "./messages/en/pwa.json";
import enPublishing from "./messages/en/publishing.json";
import enQueues from "./messages/en/queues.json";
import enSettings from "./messages/en/settings.json";
import enSharing from "./messages/en/sharing.json";
import enSite from "./messages/en/site.json";
import enUi from "./messages/en/ui.json";
import enWorkspaces from "./messages/en/workspaces.json";
import frApikeys from "./messages/fr/apikeys.json";
import frApprovals from "./messages/fr/approvals.json";
import frAuth from "./messages/fr/auth.json";
import frChannels from "./messages/fr/channels.json";
import frComments from "./messages/fr/comments.json";
import frCommon from "./messages/fr/common.json";
import frDoctor from "./messages/fr/doctor.json";
import frDevelopers from "./messages/fr/developers.json";
import frComposer from "./messages/fr/composer.json";
import frSeries from "./messages/fr/series.json";
import frEvergreen from "./messages/fr/evergreen.json";
import frErrors from "./messages/fr/errors.json";
import frDrift from "./messages/fr/drift.json";
import frHealth from "./messages/fr/health.json";
import frImports from "./messages/fr/imports.json";
import frMail from "./messages/fr/mail.json";
import frMarketing from "./messages/fr/marketing.json";
import frMedia from "./messages/fr/media.json";
import frCampaigns from "./messages/fr/campaigns.json";
import frLabels from "./messages/fr/labels.json";
import frSnippets from "./messages/fr/snippets.json";
import frVersions from "./messages/fr/versions.json";
import frNav from "./messages/fr/nav.json";
import frNetworks from "./messages/fr/networks.json";
import frNotifications from "./messages/fr/notifications.json";
import frPlanning from "./messages/fr/planning.json";
import frPwa from "./messages/fr/pwa.json";
import frPublishing from "./messages/fr/publishing.json";
import frQueues from "./messages/fr/queues.json";
import frSettings from "./messages/fr/settings.json";
import frSharing from "./messages/fr/sharing.json";
import frSite from "./messages/fr/site.json";
import frUi from "./messages/fr/ui.json";
import frWorkspaces from "./messages/fr/workspaces.json";

// Static imports, so that the bundler, vitest and plain Node all find them and the keys are typed.
const en = {
  apikeys: enApikeys,
  approvals: enApprovals,
  auth: enAuth,
  mail: enMail,
  settings: enSettings,
  workspaces: enWorkspaces,
  channels: enChannels,
  comments: enComments,
  common: enCommon,
  doctor: enDoctor,
  developers: enDevelopers,
  composer: enComposer,
  series: enSeries,
  evergreen: enEvergreen,
  errors: enErrors,
  drift: enDrift,
  health: enHealth,
  imports: enImports,
  marketing: enMarketing,
  media: enMedia,
  campaigns: enCampaigns,
  labels: enLabels,
  snippets: enSnippets,
  versions: enVersions,
  nav: enNav,
  networks: enNetworks,
  notifications: enNotifications,
  planning: enPlanning,
  publishing: enPublishing,
  queues: enQueues,
  pwa: enPwa,
  sharing: enSharing,
  site: enSite,
  ui: enUi,
};

/** Every message of the interface by namespace; English is the reference for the keys. */
export type Messages = typeof en;

const fr: Messages = {
  apikeys: frApikeys,
  approvals: frApprovals,
  auth: frAuth,
  mail: frMail,
  settings: frSettings,
  workspaces: frWorkspaces,
  channels: frChannels,
  comments: frComments,
  common: frCommon,
  doctor: frDoctor,
  developers: frDevelopers,
  composer: frComposer,
  series: frSeries,
  evergreen: frEvergreen,
  errors: frErrors,
  drift: frDrift,
  health: frHealth,
  imports: frImports,
  marketing: frMarketing,
  media: frMedia,
  campaigns: frCampaigns,
  labels: frLabels,
  snippets: frSnippets,
  versions: frVersions,
  nav: frNav,
  networks: frNetworks,
  notifications: frNotifications,
  planning: frPlanning,
  publishing: frPublishing,
  queues: frQueues,
  pwa: frPwa,
  sharing: frSharing,
  site: frSite,
  ui: frUi,
};

/** French sets a space before some signs: bound to its word, so that none begins a line. */
const bound = (messages: Messages): Messages =>
  JSON.parse(
    JSON.stringify(messages)
      .replaceAll("« ", "«\u00a0")
      .replaceAll(/ (?=[»;!?]|:(?!:))/g, "\u00a0"),
  ) as Messages;

const CATALOGUE: Record<Locale, Messages> = { en, fr: bound(fr) };

/** Namespaces that only server components read: they are not sent to the browser. */
const SERVER_NAMESPACES = ["developers", "mail", "marketing"] as const satisfies readonly (keyof Messages)[];
export type ClientMessages = Omit<Messages, (typeof SERVER_NAMESPACES)[number]>;

/** All messages of a language. */
export const messagesOf = (locale: Locale): Messages => CATALOGUE[locale];

/** The messages of a language that client components may use. */
export function clientMessagesOf(locale: Locale): ClientMessages {
  const messages: Partial<Messages> = { ...CATALOGUE[locale] };
  for (const namespace of SERVER_NAMESPACES) delete messages[namespace];
  return messages as ClientMessages;
}
