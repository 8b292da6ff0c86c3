import { documentsCiteFiles, documentsCiteScripts } from "./documents";
import { noAny, noNonNull, noTodo, oneEnvironment, wordsAreMessages } from "./language";
import { modulesAreMounted, moduleVocabulary, noBarrels, noDrawers, oneLineProcedures } from "./layout";
import { ownerWrites } from "./ownership";
import type { Rule } from "./project";
import { fileLength, functionLength, lineBudget, thinRouting } from "./size";

/** Every wall that is read from the sources; the walls between folders are dependency-cruiser's. */
export const RULES: readonly Rule[] = [
  moduleVocabulary,
  noDrawers,
  noBarrels,
  oneLineProcedures,
  modulesAreMounted,
  ownerWrites,
  fileLength,
  functionLength,
  thinRouting,
  lineBudget,
  noAny,
  noNonNull,
  noTodo,
  oneEnvironment,
  wordsAreMessages,
  documentsCiteFiles,
  documentsCiteScripts,
];
