import type { MetadataRoute } from "next";
import { getTranslations } from "next-intl/server";

/** What a phone needs to put Publify on its home screen. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations("common");
  return {
    name: t("appName"),
    short_name: t("appName"),
    description: t("tagline"),
    start_url: "/",
    display: "standalone",
    background_color: "#f8f7f3",
    theme_color: "#0b5561",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
    ],
  };
}
