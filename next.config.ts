import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./src/i18n/request.ts");

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native binaries and packages that open sockets or read their own files: Node loads them, the bundler does not.
  serverExternalPackages: [
    "pg",
    "ws",
    "pino",
    "sharp",
    "nodemailer",
    "smtp-server",
    "fengari",
    "undici",
    "prom-client",
    "inngest",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@atproto/api",
    "@neondatabase/serverless",
  ],
  // `npm run verify` checks types; a start from a fresh clone need not check them again.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingIncludes: { "/*": ["./drizzle/**/*"] },
  experimental: { optimizePackageImports: ["radix-ui", "temporal-polyfill"] },
};

export default withNextIntl(config);
