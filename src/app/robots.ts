import type { MetadataRoute } from "next";

/** What search engines may read: sites and their files; links to plans and reviews are for those who hold them. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: "*", allow: ["/", "/api/files/"], disallow: ["/api/", "/review/", "/share/"] },
  };
}
