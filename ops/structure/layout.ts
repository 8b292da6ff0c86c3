import { basename, dirname } from "node:path/posix";
import ts from "typescript";
import { type Rule, violationsIn, walk } from "./project";

const vocabulary =
  /^((tables|schemas|types|policy|queries|events|ports|registry|router|commands)(\.[a-z-]+)?(\.int)?(\.test)?\.ts|commands\/[a-z-]+(\.int)?(\.test)?\.ts|components\/[a-z0-9-]+(\.test)?\.tsx?|[a-z-]+(\.int)?\.test\.tsx?)$/;

/** The module that `path` belongs to, if any. */
export const moduleOf = (path: string): string | undefined => /^src\/modules\/([^/]+)\//.exec(path)?.[1];

export const moduleVocabulary: Rule = {
  name: "module-vocabulary",
  check: ({ sources }) =>
    sources.flatMap(({ path }) => {
      const name = moduleOf(path);
      if (!name)
        return /^src\/modules\/[^/]+$/.test(path) ? [{ path, message: "a file outside any module" }] : [];
      const rest = path.slice(`src/modules/${name}/`.length);
      return vocabulary.test(rest) ? [] : [{ path, message: `"${rest}" is not in a module's vocabulary` }];
    }),
};

export const noDrawers: Rule = {
  name: "no-drawers",
  check: ({ sources }) =>
    sources
      .filter(({ path }) => /(^|\/)(utils?|helpers?|misc|lib|constants)(\.[a-z.]+|\/)/.test(path))
      .map(({ path }) => ({ path, message: "a drawer for anything: name the file after its one idea" })),
};

export const noBarrels: Rule = {
  name: "no-barrels",
  check: ({ sources }) =>
    sources
      .filter(({ ast }) => {
        const own = ast.statements.filter((statement) => !ts.isImportDeclaration(statement));
        return (
          own.length > 0 &&
          own.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
        );
      })
      .map(({ path }) => ({ path, message: "it only re-exports: import from the file that declares" })),
};

const resolvers = new Set(["query", "mutation", "subscription"]);

/** One expression that calls; anything that decides or loops belongs in a command or a query. */
function isDelegation(resolver: ts.Expression): boolean {
  if (ts.isIdentifier(resolver)) return true;
  if (!ts.isArrowFunction(resolver) || ts.isBlock(resolver.body)) return false;
  let decides = false;
  walk(resolver.body, (node) => {
    decides ||= ts.isConditionalExpression(node) || ts.isBinaryExpression(node) || ts.isFunctionLike(node);
  });
  return !decides;
}

export const oneLineProcedures: Rule = {
  name: "one-line-procedures",
  check: ({ sources }) =>
    sources
      .filter(({ path }) => /^src\/modules\/[^/]+\/router\.ts$/.test(path))
      .flatMap((file) =>
        violationsIn(file, (node) => {
          if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
          const [resolver] = node.arguments;
          if (!resolvers.has(node.expression.name.text) || !resolver) return undefined;
          return isDelegation(resolver)
            ? undefined
            : "a procedure delegates in one call; its logic is a command or a query";
        }),
      ),
};

export const modulesAreMounted: Rule = {
  name: "modules-are-mounted",
  check: ({ sources }) => {
    const root = sources.find(({ path }) => path === "src/trpc/root.ts")?.text ?? "";
    return sources
      .filter(({ path }) => /^src\/modules\/[^/]+\/router\.ts$/.test(path))
      .filter(({ path }) => !root.includes(`@/modules/${basename(dirname(path))}/router"`))
      .map(({ path }) => ({ path, message: "not mounted in src/trpc/root.ts" }));
  },
};
