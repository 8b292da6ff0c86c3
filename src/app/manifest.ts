import type { MetadataRoute } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { MEDIA_TYPES } from "@/modules/media/schemas";

const icon = (name: string, size: 192 | 512, purpose: "any" | "maskable") => ({
  src: `/${name}-${size}.png`,
  sizes: `${size}x${size}`,
  type: "image/png",
  purpose,
});

/** What a phone or a desktop needs to install Publify: its icons, its shortcuts, and what may be shared with it. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const [t, pwa] = [await getTranslations("common"), await getTranslations("pwa.manifest")];
  const shortcut = (name: string, to: string) => ({
    name,
    url: `/start?to=${to}`,
    icons: [icon("icon", 192, "any")],
  });
  return {
    id: "/",
    name: t("appName"),
    short_name: t("appName"),
    description: t("tagline"),
    lang: await getLocale(),
    dir: "ltr",
    start_url: "/start",
    scope: "/",
    display: "standalone",
    display_override: ["standalone", "minimal-ui"],
    orientation: "any",
    launch_handler: { client_mode: ["navigate-existing", "auto"] },
    background_color: "#f8f7f3",
    theme_color: "#0b5561",
    categories: ["business", "productivity", "social"],
    icons: [
      icon("icon", 192, "any"),
      icon("icon", 512, "any"),
      icon("icon-maskable", 192, "maskable"),
      icon("icon-maskable", 512, "maskable"),
    ],
    shortcuts: [
      shortcut(pwa("compose"), "compose"),
      shortcut(pwa("calendar"), "calendar"),
      shortcut(pwa("notifications"), "notifications"),
    ],
    share_target: {
      action: "/share-target",
      method: "POST",
      enctype: "multipart/form-data",
      params: {
        title: "title",
        text: "text",
        url: "url",
        files: [{ name: "media", accept: Object.keys(MEDIA_TYPES) }],
      },
    },
  };
}
