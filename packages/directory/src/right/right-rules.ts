import { expectationOf, isSpelt, ownModules, parseRight, type Right, RightSet, type Spelling } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";

/** What the API description knows, so that a right that could never match is refused when it is written. */
export interface RightRules {
  /** The provider's modules; undefined without a description: then any may be granted, and none refused by name. */
  readonly knownModules: ReadonlySet<string> | undefined;
  readonly operationIds: ReadonlySet<string>;
  /** Custom verbs, of Clavis's own operations too. */
  readonly verbs: ReadonlySet<string>;
  /** How entities are written, by module, where all of them have one spelling (integer, uuid, enum, declared case). */
  readonly spellings: ReadonlyMap<string, readonly Spelling[]>;
}

const maxRights = 1000;

/** What is wrong with a list of rights; the member of the first is `<member>[0]`. Does not ask who may grant them. */
export function rightProblems(rules: RightRules, member: string, texts: readonly string[]): readonly ProblemMember[] {
  if (texts.length > maxRights) return [{ member, detail: `has more than ${maxRights} rights` }];
  return texts.flatMap((text, at) => flawsOf(rules, text).map((detail) => ({ member: `${member}[${at}]`, detail })));
}

/**
 * The rights of a list that a holder does not have, as problems. Refusing rights only narrow: anyone may give them, and
 * what the list itself refuses need not be held. `held` completes the sentence "is not within ...".
 */
export function missingRights(
  holder: RightSet,
  member: string,
  texts: readonly string[],
  held = "the rights of the account",
): ProblemMember[] {
  const refused = new Set(texts.filter((text) => text.startsWith("!")));
  const needed = refused.size === 0 ? holder : compileRights(holder.texts.filter((text) => !refused.has(text)));
  return texts.flatMap((text, at) => {
    const right = parseRight(text);
    if ("problem" in right || right.refuses || needed.holds(right)) return [];
    return [{ member: `${member}[${at}]`, detail: `"${text}" is not within ${held}` }];
  });
}

/**
 * Compiles a stored list. TypeError when an entry is not a right: leaving it out could lift a refusal, so whoever meets
 * it must stop.
 */
export function compileRights(texts: readonly string[]): RightSet {
  return new RightSet(
    texts.map((text) => {
      const right = parseRight(text);
      if ("problem" in right) throw new TypeError(`stored right: ${right.problem}`);
      return right;
    }),
  );
}

/** What to say after a name that is not known, in view of those that are: begins with its own punctuation, or is empty. */
export type NameHint = (name: string, known: readonly string[]) => string;

/** Why a right names nothing that exists, or refuses what can not be refused; empty for a right that may be written. */
export function rightFlaws(rules: RightRules, right: Right, hint: NameHint): readonly string[] {
  const { module, name } = right;
  const found = [
    blindFlaw(rules, right),
    module === undefined ? undefined : moduleFlaw(rules, module, hint),
    name === undefined ? undefined : actionFlaw(rules, name, hint),
    entityFlaw(rules, right),
  ];
  return found.filter((flaw) => flaw !== undefined);
}

function flawsOf(rules: RightRules, text: string): readonly string[] {
  const right = parseRight(text);
  return "problem" in right ? [right.problem] : rightFlaws(rules, right, listed);
}

/** Every path is served then: `/Invoices` and `/invoices.json` may be the upstream's `/invoices`, and are not refused. */
function blindFlaw({ knownModules }: RightRules, { refuses, module, name }: Right): string | undefined {
  if (knownModules !== undefined || !refuses || (module === undefined && name === undefined)) return undefined;
  return "without an API description refusing this could be evaded by another spelling of the path: grant what is allowed";
}

function moduleFlaw({ knownModules }: RightRules, module: string, hint: NameHint): string | undefined {
  if (knownModules === undefined || knownModules.has(module) || ownModules.has(module)) return undefined;
  return `there is no module "${module}"${hint(module, [...knownModules])}`;
}

function actionFlaw(
  { knownModules, operationIds, verbs }: RightRules,
  name: string,
  hint: NameHint,
): string | undefined {
  if (knownModules === undefined || operationIds.has(name) || verbs.has(name)) return undefined;
  const known = new Set(["read", "create", "update", "delete", "write", "*", ...verbs, ...operationIds]);
  return `there is no action "${name}"${hint(name, [...known])}`;
}

function entityFlaw({ knownModules, spellings }: RightRules, right: Right): string | undefined {
  const { refuses, module, entity } = right;
  if (module === undefined || entity === undefined || knownModules === undefined) return undefined;
  const known = spellings.get(module);
  if (known !== undefined)
    return isSpelt(entity, known)
      ? undefined
      : `an entity of "${module}" is written as ${known.map(expectationOf).join(" or ")}`;
  return refuses
    ? `an entity of "${module}" can be written in several ways, so refusing one of them could be evaded`
    : undefined;
}

const maxListed = 40;

function listed(_name: string, known: readonly string[]): string {
  const more = known.length > maxListed ? ` and ${known.length - maxListed} more` : "";
  return `; known: ${known.slice(0, maxListed).join(", ")}${more}`;
}
