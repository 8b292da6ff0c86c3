import { dirname, join } from "node:path/posix";
import type { Rule, Violation } from "./project";

// In backticks, and under a folder of this repository: prose may name files of others.
const cited = /`((?:src|inngest|ops|docs|e2e|bench|drizzle|public|\.ci)\/[\w.@()[\]/-]+)`/g;
const linked = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

const isPattern = (path: string) => /[<>*…]/.test(path);

export const documentsCiteFiles: Rule = {
  name: "documents-cite-files",
  check: ({ documents, exists }) =>
    [...documents].flatMap(([path, text]) =>
      text
        .split("\n")
        .flatMap((line, index): Violation[] =>
          [
            ...[...line.matchAll(cited)].map(([, target = ""]) => target.replace(/\/$/, "")),
            ...[...line.matchAll(linked)].map(([, target = ""]) => join(dirname(path), target)),
          ]
            .filter((target) => !isPattern(target) && !exists(target))
            .map((target) => ({ path, line: index + 1, message: `${target} does not exist` })),
        ),
    ),
};

const scripts = /`npm (?:run ([\w:-]+)|(start|test))`/g;

export const documentsCiteScripts: Rule = {
  name: "documents-cite-scripts",
  check: ({ documents, scripts: known }) =>
    [...documents].flatMap(([path, text]) =>
      text.split("\n").flatMap((line, index) =>
        [...line.matchAll(scripts)]
          .map(([, run, short]) => run ?? short ?? "")
          .filter((name) => !known.has(name))
          .map((name) => ({ path, line: index + 1, message: `there is no script "${name}"` })),
      ),
    ),
};
