import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A source file as the rules see it. */
export interface SourceFile {
  /** From the root of the project, with `/`. */
  path: string;
  text: string;
  lines: number;
  ast: ts.SourceFile;
}

/** What the rules judge: the tree on disk, or a planted one. */
export interface Project {
  sources: readonly SourceFile[];
  /** Markdown files, by path. */
  documents: ReadonlyMap<string, string>;
  /** Names of the npm scripts. */
  scripts: ReadonlySet<string>;
  exists(path: string): boolean;
}

export interface Violation {
  path: string;
  line?: number;
  message: string;
}

/** A wall of the house: its name, and what breaks it. */
export interface Rule {
  name: string;
  check(project: Project): Violation[];
}

const sourcePatterns = ["{src,inngest,ops,e2e,bench}/**/*.{ts,tsx}", "*.ts", "package.json"];
const documentPatterns = ["*.md", "docs/**/*.md"];

const countLines = (text: string): number => text.replace(/\n$/, "").split("\n").length;

const packageOf = (files: Readonly<Record<string, string>>) =>
  JSON.parse(files["package.json"] ?? "{}") as { scripts?: Record<string, string> };

/** Build a project from files in memory. */
export function projectOf(files: Readonly<Record<string, string>>, exists?: Project["exists"]): Project {
  const entries = Object.entries(files);
  return {
    sources: entries
      .filter(([path]) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
      .map(([path, text]) => ({
        path,
        text,
        lines: countLines(text),
        ast: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
      })),
    scripts: new Set(Object.keys(packageOf(files).scripts ?? {})),
    documents: new Map(entries.filter(([path]) => path.endsWith(".md"))),
    exists: exists ?? ((path) => entries.some(([name]) => name === path || name.startsWith(`${path}/`))),
  };
}

/** Read the project at `root`. */
export function readProject(root: string): Project {
  const paths = globSync([...sourcePatterns, ...documentPatterns], { cwd: root });
  const files = Object.fromEntries(
    paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")]),
  );
  return projectOf(files, (path) => globSync(path, { cwd: root }).length > 0);
}

/** Visit `node` and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Collect a violation for each node that `judge` objects to. */
export function violationsIn(file: SourceFile, judge: (node: ts.Node) => string | undefined): Violation[] {
  const found: Violation[] = [];
  walk(file.ast, (node) => {
    const message = judge(node);
    if (message) found.push({ path: file.path, line: lineOf(file, node), message });
  });
  return found;
}

/** The line that `node` starts on, from 1. */
export const lineOf = (file: SourceFile, node: ts.Node): number =>
  file.ast.getLineAndCharacterOfPosition(node.getStart(file.ast)).line + 1;

export const isTest = (path: string): boolean =>
  /\.test\.tsx?$|^src\/testing\/|^e2e\/|\.spec\.ts$/.test(path);
