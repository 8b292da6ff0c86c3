/** The walls between folders; ops/boundaries.test.ts plants a violation of each. */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const test = "\\.test\\.tsx?$|^src/testing/";
const sdks =
  "node_modules/(stripe|@upstash|uploadthing|@uploadthing|nodemailer|smtp-server|undici|pino|prom-client|better-auth|@better-auth|@opentelemetry|fengari)/";

module.exports = {
  forbidden: [
    never(
      "no-cycles",
      "Two files that need each other are one idea, or hide a third.",
      {},
      { circular: true, dependencyTypesNot: ["type-only"] },
    ),
    never(
      "kernel-is-pure",
      "The kernel has no I/O and knows nobody.",
      { path: "^src/kernel/", pathNot: test },
      { path: "^(src/(?!kernel/)|inngest/)|^(node:)?(fs|net|http|https|child_process|dns|tls)(/|$)" },
    ),
    never(
      "ui-knows-no-domain",
      "The design system could ship in another product.",
      { path: "^src/ui/", pathNot: test },
      { path: "^(src/(app|modules|trpc|db|networks|platform)|inngest)/" },
    ),
    never(
      "networks-know-no-domain",
      "A network is an adapter behind the contract: wire calls and a pure mapping.",
      { path: "^src/networks/", pathNot: test },
      { path: "^(src/(app|modules|trpc|db|ui)|inngest)/|^src/platform/(?!http)" },
    ),
    never(
      "networks-keep-apart",
      "Deleting the folder of a network breaks no other.",
      { path: "^src/networks/([^/]+)/" },
      { path: "^src/networks/(?!$1/)[^/]+/" },
    ),
    never(
      "core-names-no-network",
      "The core reads capabilities; only the registry names networks.",
      { path: "^(src|inngest)/", pathNot: `^src/networks/|${test}` },
      { path: "^src/networks/[^/]+/" },
    ),
    never(
      "only-app-imports-app",
      "Routes are the top floor.",
      { path: "^(src|inngest)/", pathNot: `^src/app/|${test}` },
      { path: "^src/app/" },
    ),
    never(
      "app-does-not-query",
      "Pages read through tRPC, so the session gate cannot be forgotten.",
      { path: "^src/app/", pathNot: `^src/app/(api|\\(public\\))/|${test}` },
      { path: "^src/db/|^src/modules/[^/]+/(tables|queries|commands)" },
    ),
    never(
      "src-does-not-import-jobs",
      "Modules emit events; only the served route and the boot know the functions.",
      { path: "^src/", pathNot: `^src/app/api/inngest/|^src/platform/boot\\.ts$|${test}` },
      { path: "^inngest/" },
    ),
    never(
      "jobs-call-the-public-surface",
      "A durable function is a schedule and steps; each step is a command.",
      { path: "^inngest/", pathNot: test },
      {
        path: "^src/(app|trpc|ui)/|^src/modules/[^/]+/(?!(schemas|tables|queries|commands|events|types|policy)(\\.ts$|/))",
      },
    ),
    never(
      "module-surface",
      "Other modules see schemas, tables, queries, commands, events, types and pure rules.",
      { path: "^src/modules/([^/]+)/", pathNot: "/components/|\\.test\\.tsx?$" },
      {
        path: "^src/modules/(?!$1/)[^/]+/(?!(schemas|tables|queries|commands|events|types|policy)(\\.ts$|\\.[a-z]+\\.ts$|/))",
        dependencyTypesNot: ["type-only"],
      },
    ),
    never(
      "components-ask-the-router",
      "A component gets data from tRPC and shapes from schemas.",
      { path: "^src/modules/[^/]+/components/", pathNot: test },
      {
        path: "^src/db/|^src/platform/(?!storage-browser)|^src/modules/[^/]+/(tables|queries|commands|router)",
        dependencyTypesNot: ["type-only"],
      },
    ),
    never(
      "router-delegates",
      "A router knows its own module and the procedures.",
      { path: "^src/modules/([^/]+)/router\\.ts$" },
      { path: "^src/(db|platform|networks|app|ui)/|^src/modules/(?!$1/)[^/]+/(?!schemas)" },
    ),
    never(
      "only-the-register-mounts",
      "Routers are mounted in src/trpc/root.ts and called through it.",
      { path: "^(src|inngest)/", pathNot: `^src/trpc/root\\.ts$|${test}` },
      { path: "^src/modules/[^/]+/router\\.ts$" },
    ),
    never(
      "platform-knows-no-screen",
      "The platform carries services, not pages or procedures.",
      { path: "^src/platform/", pathNot: test },
      { path: "^src/(app|trpc|ui)/|^src/modules/[^/]+/components/" },
    ),
    never(
      "drizzle-in-data-files",
      "SQL is written where data is owned.",
      {
        path: "^(src|inngest)/",
        pathNot: `^src/db/|^src/platform/auth|^src/app/api/health/|^inngest/local/|/(tables|queries|commands)(\\.ts$|\\.[a-z]+\\.ts$|/)|${test}`,
      },
      { path: "node_modules/drizzle-orm" },
    ),
    never(
      "sdk-behind-platform",
      "A service is replaced in one folder.",
      { path: "^(src|inngest)/", pathNot: `^src/platform/|^src/app/api/|${test}` },
      { path: sdks },
    ),
    never(
      "inngest-behind-events",
      "Modules emit events through their context.",
      { path: "^src/", pathNot: `^src/platform/|^src/app/api/inngest/|${test}` },
      { path: "node_modules/inngest/" },
    ),
    never(
      "product-imports-no-tests",
      "What only tests need does not ship.",
      { path: "^(src|inngest)/", pathNot: `${test}|^inngest/local/testing` },
      { path: "^src/testing/|^e2e/|^ops/|^bench/|node_modules/(vitest|@playwright)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.next/" },
    webpackConfig: { fileName: "ops/gate/aliases.cjs" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
