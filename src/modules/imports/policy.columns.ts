import { IMPORT_FIELDS, type ImportField, type Mapping } from "./schemas";

/** A word as headers, names and handles are compared: without accents, case, signs and doubled spaces. */
export const plainOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** What people call a column, in both languages; the first of each is what an export calls it. */
const ALIASES: Record<ImportField, readonly string[]> = {
  text: [
    "text, texte, message, contenu, content, post, body, caption, copy, legende, description, publication, tweet, status",
  ].flatMap(split),
  title: ["title, titre, headline, subject, objet, name, nom, intitule"].flatMap(split),
  dateTime: [
    "date and time, date et heure, datetime, date time, date heure, publish at, scheduled at, scheduled for",
    "schedule, scheduled time, publication date, date de publication, publier le, programme le, planifie le",
    "posting time, publish date, date de parution",
  ].flatMap(split),
  date: ["date, day, jour, scheduled date, date du post, date prevue"].flatMap(split),
  time: ["time, heure, hour, horaire, scheduled hour, heure de publication, publish time"].flatMap(split),
  timeZone: ["time zone, timezone, fuseau, fuseau horaire, tz, zone"].flatMap(split),
  channels: [
    "channels, canaux, channel, canal, comptes, compte, accounts, account, profiles, profile, profils, profil",
    "networks, network, reseaux, reseau, platform, platforms, plateforme, plateformes, destination, destinations",
    "social network, social networks, reseaux sociaux, pages",
  ].flatMap(split),
  queue: ["queue, file, file d attente, add to queue, mettre en file, en file"].flatMap(split),
  tags: ["tags, hashtags, tag, hashtag, mots cles, etiquettes publiques, keywords"].flatMap(split),
  media: [
    "media, medias, image url, image, images, media url, media urls, image urls, picture, photo, photos, video, videos",
    "video url, url image, url media, url de l image, fichier, fichiers, files, attachments, piece jointe, visuel, visuels",
    "picture url, photo url, image link, lien image",
  ].flatMap(split),
  altText: [
    "alt text, texte alternatif, alt, alternative text, textes alternatifs, media alt, media alt text, image alt",
    "image alt text, alt texts, description de l image, image description",
  ].flatMap(split),
  link: ["link, lien, url, links, liens, link url, adresse"].flatMap(split),
  firstComment: ["first comment, premier commentaire, comment, commentaire, 1er commentaire"].flatMap(split),
  thread: ["thread, fil, suite, suites, thread parts, parts, parties du fil"].flatMap(split),
  parts: ["all that follows, toutes les suites"].flatMap(split),
  variants: ["channel by channel, canal par canal"].flatMap(split),
  signature: ["signature, signed, signee, avec signature"].flatMap(split),
  language: ["language, langue, lang"].flatMap(split),
  campaign: ["campaign, campagne, campaign name, nom de la campagne"].flatMap(split),
  labels: ["labels, etiquettes, label, etiquette, category, categories, categorie, internal labels"].flatMap(
    split,
  ),
};

function split(line: string): string[] {
  return line.split(", ");
}

const FIELD_OF = new Map(
  IMPORT_FIELDS.flatMap((field) => ALIASES[field].map((alias) => [alias, field] as const)),
);

/** Tell whether a column of this name holds what a spreadsheet has no columns for: details, as JSON. */
export const holdsDetails = (header: string): boolean => {
  const field = fieldOf(header);
  return field === "parts" || field === "variants";
};

// A column named "Date (Europe/Paris)" or "Text *" is still the date and the text.
const withoutRemark = (header: string): string => header.replace(/[([].*$/, "");

const fieldOf = (header: string): ImportField | undefined =>
  FIELD_OF.get(plainOf(header)) ?? FIELD_OF.get(plainOf(withoutRemark(header)));

const holdsTime = (value: string): boolean => /\d\s*[h:]\s*\d{0,2}|[ap]\.?m\b/i.test(value);

/**
 * Which header holds which field, by what people call them. A column named "date" whose values hold times, without
 * one for the time, is date and time in one.
 */
export function guessMapping(
  headers: readonly string[],
  rows: readonly Readonly<Record<string, string>>[],
): Mapping {
  const mapping: Mapping = {};
  for (const header of headers) {
    const field = fieldOf(header);
    if (field && mapping[field] === undefined) mapping[field] = header;
  }
  const { date, time, dateTime } = mapping;
  if (date !== undefined && time === undefined && dateTime === undefined) {
    const values = rows.map((row) => row[date] ?? "").filter((value) => value.trim() !== "");
    if (values.some(holdsTime)) {
      mapping.dateTime = date;
      delete mapping.date;
    }
  }
  return mapping;
}

/** The columns of an export, in order, by language. */
export const EXPORT_HEADERS: Record<"en" | "fr", Partial<Record<ImportField, string>>> = {
  en: {
    date: "date",
    time: "time",
    timeZone: "time zone",
    channels: "channels",
    queue: "queue",
    title: "title",
    text: "text",
    tags: "tags",
    media: "media",
    altText: "alt text",
    firstComment: "first comment",
    thread: "thread",
    parts: "all that follows",
    variants: "channel by channel",
    signature: "signature",
    language: "language",
    campaign: "campaign",
    labels: "labels",
  },
  fr: {
    date: "date",
    time: "heure",
    timeZone: "fuseau",
    channels: "canaux",
    queue: "file",
    title: "titre",
    text: "texte",
    tags: "hashtags",
    media: "médias",
    altText: "texte alternatif",
    firstComment: "premier commentaire",
    thread: "fil",
    parts: "toutes les suites",
    variants: "canal par canal",
    signature: "signature",
    language: "langue",
    campaign: "campagne",
    labels: "étiquettes",
  },
};
