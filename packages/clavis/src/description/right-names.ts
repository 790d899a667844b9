import {
  expectationOf,
  isSpelt,
  type Operation,
  ownModules,
  parseRight,
  type Right,
  type Spelling,
} from "@clavis/core";
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

/**
 * Why a right names nothing that exists, or refuses what can not be refused. Clavis's own modules are always known;
 * without `names` (an API without a description) every module is.
 */
export function rightProblem(right: Right, names: RightNames | undefined): string | undefined {
  const { text, module, entity, name, refuses } = right;
  if (names === undefined && refuses && (module !== undefined || name !== undefined))
    return `"${text}" refuses by name, which another spelling of the path evades without an API description`;
  const spelt = entity === undefined ? undefined : names?.spellings.find((one) => one.module === module);
  if (refuses && entity !== undefined && spelt === undefined)
    return `"${text}" refuses one entity, but the description does not fix one spelling for the entities of ${module}`;
  if (entity !== undefined && spelt !== undefined && !isSpelt(entity, spelt.spellings))
    return `"${text}" names no entity: those of ${module} are written as ${spelt.spellings.map(expectationOf).join(" or ")}`;
  if (names === undefined || (module !== undefined && ownModules.has(module))) return undefined;
  if (module !== undefined && !names.modules.includes(module))
    return `"${text}": no operation has the module "${module}"${nearest(module, names.modules)}`;
  if (name !== undefined && !names.verbs.includes(name) && !names.operationIds.includes(name))
    return `"${text}": "${name}" is no action, verb or operationId${nearest(name, [...names.verbs, ...names.operationIds])}`;
  return undefined;
}
