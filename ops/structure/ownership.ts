import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { moduleOf } from "./layout";
import { isTest, type Rule, type SourceFile, violationsIn } from "./project";

const writers = new Set(["insert", "update", "delete"]);

/** The module whose tables `specifier` names, seen from `from`. */
function ownerOf(from: string, specifier: string): string | undefined {
  const target = specifier.startsWith("@/")
    ? `src/${specifier.slice(2)}`
    : specifier.startsWith(".")
      ? join(dirname(from), specifier)
      : "";
  return /^src\/modules\/([^/]+)\/tables$/.exec(target)?.[1];
}

/** Each imported table, with the module that owns it. */
function importedTables(file: SourceFile): Map<string, string> {
  const tables = new Map<string, string>();
  for (const statement of file.ast.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const owner = ownerOf(file.path, statement.moduleSpecifier.text);
    const names = statement.importClause?.namedBindings;
    if (!owner || !names) continue;
    if (ts.isNamespaceImport(names)) tables.set(names.name.text, owner);
    else for (const { name } of names.elements) tables.set(name.text, owner);
  }
  return tables;
}

const nameOfTable = (argument: ts.Expression): string =>
  ts.isPropertyAccessExpression(argument) ? argument.expression.getText() : argument.getText();

// better-auth is the engine of identity, so what surrounds it in the platform writes in that module's name.
const writerOf = (path: string): string | undefined =>
  path.startsWith("src/platform/auth") ? "identity" : moduleOf(path);

export const ownerWrites: Rule = {
  name: "owner-writes",
  check: ({ sources }) =>
    sources
      .filter(({ path }) => !isTest(path))
      .flatMap((file) => {
        const tables = importedTables(file);
        return violationsIn(file, (node) => {
          if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
          const [argument] = node.arguments;
          if (!argument || !writers.has(node.expression.name.text)) return undefined;
          const owner = tables.get(nameOfTable(argument));
          return owner && owner !== writerOf(file.path)
            ? `writes a table of ${owner}: call a command of that module`
            : undefined;
        });
      }),
};
