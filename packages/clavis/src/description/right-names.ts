import { ownOperations } from "@clavis/contract";
import { type Operation, parseRight, type Right, type Spelling } from "@clavis/core";
import { type RightRules, rightFlaws } from "@clavis/directory";
import { nearest } from "./nearest.ts";

/** What rights may name, each list sorted. Plain JSON, so that it can be kept beside the data. */
export interface RightNames {
  readonly modules: readonly string[];
  /** Only those that can be written in a right: `GET /invoices` is an id but no name. */
  readonly operationIds: readonly string[];
  readonly verbs: readonly string[];
  /** How entities are written, for modules where all have one spelling: only there may a right refuse one (DESIGN 4). */
  readonly spellings: readonly ModuleSpelling[];
}

export interface ModuleSpelling {
  readonly module: string;
  readonly spellings: readonly Spelling[];
}

/** True when the word can stand as the action of a right and means nothing built in. */
export function isActionName(word: string): boolean {
  const right = parseRight(`m:${word}`);
  return "name" in right && right.name === word;
}

/** True when the word can stand as the module of a right. */
export function isModuleName(word: string): boolean {
  const right = parseRight(word);
  return "module" in right && right.module === word && right.name === undefined && !right.refuses;
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** Collects what rights may name from the operations they are about. */
export function describeRights(operations: readonly Operation[]): RightNames {
  const modules = sorted(operations.map(({ module }) => module));
  const loose = new Set(
    operations.flatMap(({ entity, spelling, module }) =>
      entity !== undefined && spelling === undefined ? [module] : [],
    ),
  );
  return {
    modules,
    operationIds: sorted(operations.map(({ id }) => id).filter(isActionName)),
    verbs: sorted(operations.flatMap(({ action }) => action.verb ?? [])),
    spellings: modules.filter((module) => !loose.has(module)).map((module) => spellingsOf(module, operations)),
  };
}

function spellingsOf(module: string, operations: readonly Operation[]): ModuleSpelling {
  const found = operations.flatMap((operation) =>
    operation.module === module && operation.spelling !== undefined ? [operation.spelling] : [],
  );
  const different = new Map(found.map((spelling) => [JSON.stringify(spelling), spelling]));
  return { module, spellings: [...different.values()] };
}

/** What can be done in Clavis's own modules, beside the built-in actions: `tokens:one-time`, `apikeys:createApiKey`. */
const ownWords = {
  operationIds: ownOperations.map(({ operationId }) => operationId),
  verbs: ["one-time", ...ownOperations.map(({ action }): string => action).filter(isActionName)],
};

/** The names as the directory's rules; without any (an API without a description) every module may be granted. */
export const rightRulesOf = (names: RightNames | undefined): RightRules => ({
  knownModules: names && new Set(names.modules),
  operationIds: new Set([...(names?.operationIds ?? []), ...ownWords.operationIds]),
  verbs: new Set([...(names?.verbs ?? []), ...ownWords.verbs]),
  spellings: new Map(names?.spellings.map(({ module, spellings }) => [module, spellings])),
});

/** The first flaw of a right in a file, and what may have been meant. */
export function rightProblem(right: Right, rules: RightRules): string | undefined {
  const flaw = rightFlaws(rules, right, nearest)[0];
  return flaw === undefined ? undefined : `"${right.text}": ${flaw}`;
}
