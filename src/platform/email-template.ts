export interface MailContent {
  /** Language of the text, for `lang` and hyphenation. */
  locale: string;
  subject: string;
  /** First words that an inbox list shows after the subject. */
  preview: string;
  title: string;
  paragraphs: readonly string[];
  /** One line each, under the paragraphs; each leads to the thing itself. */
  items?: readonly { text: string; url: string; detail?: string }[];
  action?: {
    label: string;
    url: string /** Said before the bare address, for readers whose button is dead. */;
    fallback: string;
  };
  /** Who speaks, where that is not the product itself: the name at the head of the mail. */
  brand?: string;
  /** Small print: why this mail came. */
  footer: string;
  /** How to receive fewer of them. */
  footerLink?: { label: string; url: string };
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const paragraph = (text: string): string =>
  `<p style="margin:0 0 16px;font-size:16px;line-height:24px;color:#3f3f46">${escapeHtml(text)}</p>`;

function actionBlock({ label, url, fallback }: NonNullable<MailContent["action"]>): string {
  const href = escapeHtml(url);
  return `<p style="margin:24px 0"><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0a5a6b;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p style="margin:0 0 4px;font-size:13px;line-height:20px;color:#71717a">${escapeHtml(fallback)}</p>
<p style="margin:0 0 16px;font-size:13px;line-height:20px;word-break:break-all"><a href="${href}" style="color:#0a5a6b">${href}</a></p>`;
}

function itemBlock({ text, url, detail }: NonNullable<MailContent["items"]>[number]): string {
  const said = detail
    ? `<br><span style="font-size:14px;line-height:20px;color:#71717a">${escapeHtml(detail)}</span>`
    : "";
  return `<li style="margin:0 0 12px;font-size:16px;line-height:24px"><a href="${escapeHtml(url)}" style="color:#0a5a6b">${escapeHtml(text)}</a>${said}</li>`;
}

const itemList = (items: MailContent["items"] = []): string =>
  items.length === 0
    ? ""
    : `<ul style="margin:0 0 16px;padding:0 0 0 20px">${items.map(itemBlock).join("\n")}</ul>`;

const footerLink = ({ footerLink: link }: MailContent): string =>
  link ? `<br><a href="${escapeHtml(link.url)}" style="color:#52525b">${escapeHtml(link.label)}</a>` : "";

function html(mail: MailContent): string {
  return `<!doctype html>
<html lang="${mail.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><title>${escapeHtml(mail.subject)}</title></head>
<body style="margin:0;padding:0;background:#f4f4f5;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(mail.preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f4f5"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td style="padding:0 0 16px;font-size:18px;font-weight:700;color:#18181b">${escapeHtml(mail.brand ?? "Publify")}</td></tr>
<tr><td style="padding:32px;border-radius:12px;background:#ffffff;border:1px solid #e4e4e7">
<h1 style="margin:0 0 16px;font-size:22px;line-height:28px;color:#18181b">${escapeHtml(mail.title)}</h1>
${mail.paragraphs.map(paragraph).join("\n")}
${itemList(mail.items)}
${mail.action ? actionBlock(mail.action) : ""}
</td></tr>
<tr><td style="padding:16px 0;font-size:13px;line-height:20px;color:#71717a">${escapeHtml(mail.footer)}${footerLink(mail)}</td></tr>
</table></td></tr></table></body></html>`;
}

function text({ title, paragraphs, items = [], action, footer, footerLink: fewer }: MailContent): string {
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  const lines = items.map(({ text, url, detail }) => [`* ${text}`, detail, url].filter(Boolean).join("\n  "));
  const small = [footer, ...(fewer ? [`${fewer.label}: ${fewer.url}`] : [])].join("\n");
  return [title, ...paragraphs, ...lines, ...link, `--\n${small}`].join("\n\n");
}

/** Draw a mail as HTML and as text; every word in it is escaped. */
export const renderMail = (mail: MailContent): RenderedMail => ({
  // A line break in a subject would start a header of the sender's own.
  subject: mail.subject.replace(/[\r\n]+/g, " "),
  html: html(mail),
  text: text(mail),
});
