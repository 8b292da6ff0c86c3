import ts from "typescript";
import { isTest, lineOf, type Rule, type SourceFile, type Violation, walk } from "./project";

const fileMaxLines = 400;
const functionMaxLines = 50;
// Markup is one expression that says what is on the screen: cutting it by length scatters a reader's picture.
const componentMaxLines = 120;
// A journey is one story: cut into functions, nobody could follow it any more.
const journeyMaxLines = 100;
const pageMaxLines = 60;
const routeMaxLines = 40;
const medianMaxLines = 70;
const ninetiethMaxLines = 220;

export const fileLength: Rule = {
  name: "file-length",
  check: ({ sources }) =>
    sources
      .filter(({ lines }) => lines > fileMaxLines)
      .map(({ path, lines }) => ({ path, message: `${lines} lines, at most ${fileMaxLines}` })),
};

const isSuite = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) &&
  /^(describe|test\.describe|suite)\b/.test(node.parent.expression.getText());

function hasMarkup(node: ts.Node): boolean {
  let found = false;
  walk(node, (child) => {
    found ||= ts.isJsxElement(child) || ts.isJsxFragment(child) || ts.isJsxSelfClosingElement(child);
  });
  return found;
}

function judgeFunction(file: SourceFile, node: ts.FunctionLikeDeclaration): Violation | undefined {
  const line = lineOf(file, node);
  const lines = file.ast.getLineAndCharacterOfPosition(node.end).line + 2 - line;
  if (lines <= functionMaxLines || isSuite(node)) return undefined;
  const journey = /^e2e\/.*\.spec\.ts$/.test(file.path);
  const markup = file.path.endsWith(".tsx") && hasMarkup(node);
  const limit = journey ? journeyMaxLines : markup ? componentMaxLines : functionMaxLines;
  return lines > limit
    ? { path: file.path, line, message: `function of ${lines} lines, at most ${limit}` }
    : undefined;
}

export const functionLength: Rule = {
  name: "function-length",
  check: ({ sources }) =>
    sources.flatMap((file) => {
      const found: Violation[] = [];
      walk(file.ast, (node) => {
        const violation =
          ts.isFunctionLike(node) && "body" in node && node.body
            ? judgeFunction(file, node as ts.FunctionLikeDeclaration)
            : undefined;
        if (violation) found.push(violation);
      });
      return found;
    }),
};

const bounded = (pattern: RegExp, limit: number, what: string) => (file: SourceFile) =>
  pattern.test(file.path) && file.lines > limit
    ? [{ path: file.path, message: `${what} of ${file.lines} lines, at most ${limit}` }]
    : [];

export const thinRouting: Rule = {
  name: "thin-routing",
  check: ({ sources }) =>
    sources.flatMap((file) => [
      ...bounded(/^src\/app\/.*\/page\.tsx$/, pageMaxLines, "page")(file),
      ...bounded(/^src\/app\/.*\/route\.tsx?$/, routeMaxLines, "route handler")(file),
      ...(/^src\/app\/.*\/(page|layout)\.tsx$/.test(file.path) && /^["']use client["']/m.test(file.text)
        ? [
            {
              path: file.path,
              message: "a page and a layout render on the server; state sits in a component",
            },
          ]
        : []),
    ]),
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const lineBudget: Rule = {
  name: "line-budget",
  check: ({ sources }) => {
    const lengths = sources
      .filter(({ path }) => path.startsWith("src/") && !isTest(path))
      .map(({ lines }) => lines)
      .sort((one, other) => one - other);
    const [median, ninetieth] = [quantile(lengths, 0.5), quantile(lengths, 0.9)];
    return [
      ...(median > medianMaxLines
        ? [{ path: "src", message: `median of ${median} lines, at most ${medianMaxLines}` }]
        : []),
      ...(ninetieth > ninetiethMaxLines
        ? [{ path: "src", message: `90 % of files under ${ninetieth} lines, at most ${ninetiethMaxLines}` }]
        : []),
    ];
  },
};
