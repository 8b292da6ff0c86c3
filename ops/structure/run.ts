import { join } from "node:path";
import { readProject } from "./project";
import { RULES } from "./rules";

const project = readProject(join(import.meta.dirname, "../.."));
const violations = RULES.flatMap(({ name, check }) =>
  check(project).map(({ path, line, message }) => `${path}${line ? `:${line}` : ""}  ${message}  [${name}]`),
);
for (const violation of violations) console.log(violation);
console.log(`${RULES.length} rules on ${project.sources.length} files, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
