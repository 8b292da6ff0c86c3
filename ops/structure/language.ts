import ts from "typescript";
import { type Rule, type SourceFile, violationsIn } from "./project";

/** A rule that objects to single nodes of the files that it applies to. */
const nodeRule = (
  name: string,
  judge: (node: ts.Node) => string | undefined,
  applies: (file: SourceFile) => boolean = () => true,
): Rule => ({
  name,
  check: ({ sources }) => sources.filter(applies).flatMap((file) => violationsIn(file, judge)),
});

export const noAny = nodeRule("no-any", (node) =>
  node.kind === ts.SyntaxKind.AnyKeyword
    ? "`any` switches the compiler off: name the type, or use `unknown`"
    : undefined,
);

export const noNonNull = nodeRule("no-non-null", (node) =>
  ts.isNonNullExpression(node) ? "`!` is a promise nobody checks: narrow the value" : undefined,
);

// The launcher prepares the environment, tests choose their driver; the product reads it in one place.
const readsEnvironment =
  /^(src\/platform\/env\.ts|src\/instrumentation\.ts|src\/testing\/|inngest\/local\/testing\.ts$|ops\/|e2e\/|bench\/|[^/]+$)|\.test\.tsx?$/;

export const oneEnvironment = nodeRule(
  "one-environment",
  (node) =>
    ts.isPropertyAccessExpression(node) && node.getText() === "process.env"
      ? "the environment is parsed in src/platform/env.ts; call getEnv()"
      : undefined,
  ({ path }) => !readsEnvironment.test(path),
);

export const noTodo: Rule = {
  name: "no-todo",
  check: ({ sources }) =>
    sources.flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          /\/[/*].*\b(TODO|FIXME|XXX|HACK)\b/.test(line) && !path.startsWith("ops/structure/")
            ? [{ path, line: index + 1, message: "finish it, or open an issue" }]
            : [],
        ),
    ),
};

// Shown when the application itself is broken, translations included.
const speaksAlone = /^src\/app\/global-error\.tsx$|\.test\.tsx$/;

export const wordsAreMessages = nodeRule(
  "words-are-messages",
  (node) =>
    ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)
      ? `"${node.text.trim().slice(0, 40)}" is not translated: take it from the messages`
      : undefined,
  ({ path }) => path.startsWith("src/") && !speaksAlone.test(path),
);
