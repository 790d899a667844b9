import { actionBits, ownModules, parseRight, type RightSet } from "@clavis/core";
import type { Actor, Operator } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { compileRights, missingRights } from "./right-rules.ts";

/**
 * Someone who gives rights away and holds no more than these: each set must hold what is given, as each must allow what
 * is done (core's `limitsOf`). Of a key the first set is its own rights.
 */
export interface Giver {
  readonly actor: Actor;
  /** At least one. */
  readonly limits: readonly RightSet[];
}

/** Who gives: someone with limits, or an operator, who may give everything. */
export type GivenBy = Operator | Giver;

export const actorOf = (by: GivenBy): Actor => (typeof by === "string" ? by : by.actor);

/** The rights of a list that their giver may not give, as problems: nobody gives more than they hold (SECURITY AZN-05). */
export function grantProblems(by: GivenBy, member: string, texts: readonly string[]): readonly ProblemMember[] {
  if (typeof by === "string") return [];
  const [own] = by.limits;
  if (own === undefined) throw new TypeError("a giver without limits");
  const problems = by.limits.flatMap((limit) => missingRights(limit, member, texts, "what you hold"));
  if (by.actor.startsWith("key:")) problems.push(...unnamedProblems(own, member, texts));
  return [...new Map(problems.map((problem) => [problem.member, problem])).values()];
}

/** Whether a giver holds all that these lists together leave, the first of which is a key's own rights. */
export function holdsAll({ actor, limits }: Giver, lists: readonly (readonly string[])[]): boolean {
  const [own] = limits;
  const [rights] = lists;
  if (own === undefined || rights === undefined) throw new TypeError("a giver or a key without limits");
  if (actor.startsWith("key:") && unnamedProblems(own, "rights", rights).length > 0) return false;
  return limits.every((limit) => lists.some((texts) => missingRights(limit, "rights", texts).length === 0));
}

/** `*` covers no writing action of Clavis's own modules on a key (DESIGN 4): a key can not give one by it either. */
function unnamedProblems(own: RightSet, member: string, texts: readonly string[]): readonly ProblemMember[] {
  const named = compileRights(own.texts.filter((text) => !isEverywhere(text)));
  const writing = new Set(texts.flatMap((text, at) => (writesOwnModule(text) ? [`${member}[${at}]`] : [])));
  return missingRights(named, member, texts, "what the key holds by name").filter((problem) =>
    writing.has(problem.member),
  );
}

function isEverywhere(text: string): boolean {
  const right = parseRight(text);
  return !("problem" in right) && !right.refuses && right.module === undefined;
}

function writesOwnModule(text: string): boolean {
  const right = parseRight(text);
  if ("problem" in right || right.module === undefined) return false;
  return ownModules.has(right.module) && right.bits !== actionBits.read;
}
