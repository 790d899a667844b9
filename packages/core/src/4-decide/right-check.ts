import type { Action, Demand, Operation, Security } from "../kernel/operation.ts";
import type { Beside, Caller } from "../kernel/principal.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { actionBits, type Right } from "../kernel/right.ts";
import type { RightSet, RightTarget } from "../kernel/right-set.ts";
import { isSatisfied } from "./credential-check.ts";
import type { Reach } from "./reach.ts";

/** One right set of the effective rights (DESIGN 4). All factors must allow; each is asked alone. */
interface Factor {
  readonly rule: string;
  readonly rights: RightSet;
  readonly holder: "key" | "other";
}

export type RightAnswer = { readonly matched: readonly string[] } | { readonly refusal: Refusal };

/** `right`: every factor grants the operation and the scopes its security demands. */
export function rightsOf(caller: Caller, reach: Reach, operation: Operation, entity: string | undefined): RightAnswer {
  const factors = factorsOf(caller, reach);
  const target = rightTarget(operation, entity);
  let own: string | undefined;
  for (const factor of factors) {
    const verdict = factor.rights.judge(target, factor.holder);
    if (!verdict.allowed) return { refusal: missing(operation, target, factor, verdict.right) };
    // The first factor is the caller's own: what it holds is what the upstream is told.
    if (factor === factors[0]) own = verdict.right;
  }
  const lacking = scopeLacking(operation.security, schemesOf(caller), factors);
  if (lacking !== undefined) return { refusal: scopeMissing(operation, lacking) };
  return { matched: own === undefined ? [] : [own] };
}

/**
 * The right sets that limit a caller in the account it acts in, each on its own: its effective rights (DESIGN 4). A key
 * that the caller makes there gets them as its ceilings.
 */
export const limitsOf = (caller: Caller, reach: Reach): readonly RightSet[] =>
  factorsOf(caller, reach).map(({ rights }) => rights);

/**
 * `right`, for an operation that asks for no right but for a user in person: by a token it takes the token's right all the
 * same, so that one made for something else does not end its user's sessions (SECURITY KEY-04).
 */
export function tokenRights({ grant }: Caller, operation: Operation, entity: string | undefined): Refusal | undefined {
  if (operation.needs !== "user" || grant?.kind !== "token") return undefined;
  const factor: Factor = { rule: "token.rights", rights: grant.token.rights, holder: "key" };
  const target = rightTarget(operation, entity);
  const verdict = factor.rights.judge(target, factor.holder);
  return verdict.allowed ? undefined : missing(operation, target, factor, verdict.right);
}

/** `right`, for an application that calls by itself: its key and the application allow it, and the scopes demanded. */
export function applicationRights(
  beside: Beside,
  operation: Operation,
  entity: string | undefined,
): Refusal | undefined {
  if (operation.owner === "clavis") return undefined;
  const target = rightTarget(operation, entity);
  const factors = besideFactors(beside);
  for (const factor of factors) {
    const verdict = factor.rights.judge(target, factor.holder);
    if (!verdict.allowed) return missing(operation, target, factor, verdict.right);
  }
  const schemes = beside.scheme === undefined ? [] : [beside.scheme];
  const lacking = scopeLacking(operation.security, schemes, factors);
  return lacking && scopeMissing(operation, lacking);
}

/** In one list and no copies: this is on the way of every allowed call. */
function factorsOf(caller: Caller, { account, from, holder, chain }: Reach): Factor[] {
  const factors: Factor[] = [];
  const add = (rule: string, rights: RightSet): void => void factors.push({ rule, rights, holder: "other" });
  // What a token or key may do whatever account it acts in: its `*` covers nothing that would make another one.
  if (caller.grant?.kind === "token")
    factors.push({ rule: "token.rights", rights: caller.grant.token.rights, holder: "key" });
  if (caller.kind === "user") add("user.roles", holder);
  if (caller.kind === "key") {
    factors.push({ rule: "key.rights", rights: caller.key.rights, holder: "key" });
    for (const ceiling of caller.key.ceilings) add("key.ceiling", ceiling);
    if (from !== account.number) add("portal.rights", holder);
  }
  if (caller.beside !== undefined) factors.push(...besideFactors(caller.beside));
  for (const { ceiling } of chain) add("link.ceiling", ceiling);
  add("account.rights", account.rights);
  return factors;
}

function besideFactors({ application, key }: Beside): Factor[] {
  const own: Factor[] =
    key === undefined ? [] : [{ rule: "applicationKey.rights", rights: key.rights, holder: "other" }];
  return [...own, { rule: "application.rights", rights: application.rights, holder: "other" }];
}

export function rightTarget(operation: Operation, entity: string | undefined): RightTarget {
  const { bit, verb } = operation.action;
  return { module: operation.module, entity, bit, verb, operationId: operation.id };
}

/** By which schemes the caller came, with the application's where its key was sent. */
const schemesOf = ({ scheme, beside }: Caller): readonly string[] =>
  beside?.scheme === undefined ? [scheme] : [beside.scheme, scheme];

interface Lack {
  readonly right: Right;
  readonly rule: string;
}

/** The first scope that a factor does not hold, in the alternative that lacks least; undefined when one lacks none. */
function scopeLacking(security: Security, schemes: readonly string[], factors: readonly Factor[]): Lack | undefined {
  let lack: Lack | undefined;
  for (const demands of security) {
    if (!isSatisfied(demands, schemes)) continue;
    const found = firstLack(demands, factors);
    if (found === undefined) return undefined;
    lack ??= found;
  }
  return lack;
}

function firstLack(demands: readonly Demand[], factors: readonly Factor[]): Lack | undefined {
  for (const { rights } of demands)
    for (const right of rights)
      for (const { rule, rights: held } of factors) if (!held.holds(right)) return { right, rule };
  return undefined;
}

function missing(operation: Operation, target: RightTarget, factor: Factor, right: string | undefined): Refusal {
  const wanted = `${target.module}:${actionWord(operation.action, operation.id)}`;
  const detail = `The right "${wanted}" is missing.`;
  return refusal("right", "right_missing", factor.rule, detail, {
    operation: operation.id,
    wanted,
    ...(target.entity === undefined ? {} : { entity: target.entity }),
    ...(right === undefined ? {} : { refusedBy: right }),
    rights: factor.rights.texts.slice(0, 20),
  });
}

function scopeMissing(operation: Operation, { right, rule }: Lack): Refusal {
  const detail = `The right "${right.text}" is missing.`;
  return refusal("right", "right_missing", rule, detail, { operation: operation.id, wanted: right.text });
}

const nameable = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/**
 * The word of an action in a right: its verb or its built-in name; where it has neither the operationId, or `write` for
 * an operation whose id can not be written in a right.
 */
export function actionWord({ bit, verb }: Action, operationId: string): string {
  if (verb !== undefined) return verb;
  const name = Object.entries(actionBits).find(([, value]) => value === bit)?.[0];
  if (name !== undefined && bit !== actionBits.custom) return name;
  return nameable.test(operationId) ? operationId : "write";
}
