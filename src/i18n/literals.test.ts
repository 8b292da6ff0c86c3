import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("..", import.meta.url));
const SPOKEN_ATTRIBUTES = new Set([
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
  "placeholder",
  "title",
  "alt",
  "label",
  "description",
  "hint",
]);
const WORDS = /\p{L}{2}/u;

const tsxBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".tsx") && !entry.name.includes(".test."))
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const spokenText = (node: ts.Expression | undefined): string | null => {
  if (!node) return null;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return spokenText(node.expression);
  if (ts.isConditionalExpression(node)) return spokenText(node.whenTrue) ?? spokenText(node.whenFalse);
  if (ts.isBinaryExpression(node)) return spokenText(node.right);
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => literal.text).join(" ");
  return null;
};

/** The words written straight into the JSX of one file, each with its line. */
function literalsIn(fileName: string, code: string): string[] {
  const file = ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (node: ts.Node, text: string | null): void => {
    if (!text || !WORDS.test(text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${fileName}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report(node, node.text);
    if (
      ts.isJsxExpression(node) &&
      node.parent &&
      (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))
    )
      report(node, spokenText(node.expression));
    if (ts.isJsxAttribute(node) && SPOKEN_ATTRIBUTES.has(node.name.getText())) {
      const { initializer } = node;
      if (initializer && ts.isStringLiteral(initializer)) report(node, initializer.text);
      else if (initializer && ts.isJsxExpression(initializer))
        report(node, spokenText(initializer.expression));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test("the scan sees text, attributes and expressions, and lets punctuation pass", () => {
  const code = `const A = ({ on }) => <p title="Hello" className="flex">Words {on ? "Yes" : null} {\`\${on}: \`} · {"—"}</p>;`;
  expect(literalsIn("a.tsx", code)).toEqual(["a.tsx:1 Hello", "a.tsx:1 Words", "a.tsx:1 Yes"]);
});

test("no component says a word that is not in the messages", () => {
  const folders = [
    join(src, "app"),
    join(src, "ui"),
    ...readdirSync(join(src, "modules")).map((module) => join(src, "modules", module, "components")),
  ];
  const found = folders
    .flatMap(tsxBelow)
    .flatMap((path) => literalsIn(relative(src, path), readFileSync(path, "utf8")));
  expect(found).toEqual([]);
});
