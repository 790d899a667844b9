import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import { blotted, blottedValues } from "../kernel/blot.ts";
import { type Check, checks } from "../kernel/check.ts";
import type { Code } from "../kernel/code.ts";
import type { Charge } from "../kernel/ports.ts";
import { type Caller, isCaller } from "../kernel/principal.ts";
import type { Refusal, RefusalValues } from "../kernel/refusal.ts";
import type { Allowed, Decision } from "./decision.ts";
import { credentialHolders } from "./holders.ts";

/** What became of one check. */
export interface CheckReport {
  readonly check: Check;
  readonly outcome: "passed" | "failed" | "not_reached";
  readonly sentence: string;
  /** Of the check that failed: its code, the rule that decided, and the values it compared. */
  readonly code?: Code;
  readonly rule?: string;
  readonly values?: RefusalValues;
}

/** A decision in words: the eight checks in their order, and the whole in one sentence. */
export interface Explanation {
  readonly sentence: string;
  readonly checks: readonly CheckReport[];
}

/** What is explained: a judgement is one. */
export interface Explicable {
  readonly facts: Facts;
  readonly presented: Presented;
  readonly decision: Decision;
}

/**
 * Derives the explanation of a decision, on demand. For the operator and the decision API: it shows public names and
 * the values of the failed check, never a secret.
 */
export function explain(judged: Explicable): Explanation {
  const reached = reachedBy(judged.decision);
  return { sentence: wholeSentence(judged), checks: checks.map((check, at) => reportOf(judged, check, at - reached)) };
}

/** How many checks passed before the decision fell. Trouble of ours in the middle of deciding leaves none that counts. */
function reachedBy(decision: Decision): number {
  if (decision.effect === "allow") return checks.length;
  const { check, rule } = decision.refusal;
  if (check !== undefined) return checks.indexOf(check);
  return rule === "door" ? checks.length : -1;
}

/** `distance` from the check that decided: passed before it, not reached behind it. */
function reportOf(judged: Explicable, check: Check, distance: number): CheckReport {
  const { decision } = judged;
  if (distance < 0) return { check, outcome: "passed", sentence: passedSentence(judged, check) };
  if (distance === 0 && decision.effect === "refuse") return failedReport(check, decision.refusal);
  return { check, outcome: "not_reached", sentence: "Not looked at: the request was refused before." };
}

function failedReport(check: Check, { code, rule, detail, values }: Refusal): CheckReport {
  return { check, outcome: "failed", sentence: detail, code, rule, values: blottedValues(values) };
}

function wholeSentence({ facts, decision }: Explicable): string {
  const call = `${facts.method} ${shownPath(facts)}`;
  if (decision.effect === "allow") return allowedSentence(call, decision);
  const { check, code, detail } = decision.refusal;
  if (check !== undefined) return `Refused by the check "${check}" with ${code}: ${detail}`;
  return decision.refusal.rule === "door"
    ? `Allowed by every check, but ended with ${code}: ${detail}`
    : `Refused without a decision, with ${code}: ${detail}`;
}

function allowedSentence(call: string, { operation, principal, account }: Allowed): string {
  if (operation === undefined) return `Allowed: ${call} is a CORS preflight and is answered here.`;
  const act = `Allowed: ${call} is ${operation.id}`;
  if (principal.kind === "application")
    return `${act}, and the application ${principal.beside.application.id} may do that by its key.`;
  if (!isCaller(principal)) return `${act}, which needs no credential.`;
  const where = account === undefined ? "" : ` in the account ${account.number}`;
  return `${act}, and ${nameOf(principal)} may do that${where}.`;
}

function nameOf(caller: Caller): string {
  switch (caller.kind) {
    case "key":
      return `the key ${caller.key.id}`;
    case "user":
      return `the user ${caller.user.id}`;
    case "token":
      return `the token ${caller.grant.token.id}`;
  }
}

const shownPath = ({ path }: Facts): string => blotted(path, 200);

function passedSentence(judged: Explicable, check: Check): string {
  switch (check) {
    case "request":
      return `The request has one meaning; its path is ${shownPath(judged.facts)}.`;
    case "operation":
      return operationSentence(judged.decision);
    case "credential":
    case "standing":
    case "place":
    case "account":
    case "right":
    case "pace":
      return callerSentence(judged, check);
  }
}

function operationSentence({ operation }: Decision): string {
  return operation === undefined
    ? "The path exists, and this is a CORS preflight for it."
    : `It is ${operation.id}: ${operation.method} ${blotted(operation.template, 200)}.`;
}

type CallerCheck = Exclude<Check, "request" | "operation">;

function callerSentence({ facts, decision }: Explicable, check: CallerCheck): string {
  const { principal } = decision;
  if (decision.effect === "allow" && decision.operation === undefined)
    return "Nothing to check: a preflight is answered without identity.";
  if (principal.kind === "application") return `The application ${principal.beside.application.id} calls by its key.`;
  if (!isCaller(principal)) return "Nothing to check: the request carries no credential and needs none.";
  switch (check) {
    case "credential":
      return credentialSentence(principal);
    case "standing":
      return standingSentence(principal);
    case "place":
      return placeSentence(principal, facts);
    case "account":
      return accountSentence(decision);
    case "right":
      return rightSentence(decision);
    case "pace":
      return paceSentence(decision);
  }
}

function credentialSentence(caller: Caller): string {
  const { scheme, grant } = caller;
  const beside = caller.beside === undefined ? "" : `, for the application ${caller.beside.application.id}`;
  if (grant?.kind === "session")
    return `The session ${grant.session.id}, found by the scheme ${scheme}, is genuine${beside}.`;
  if (grant?.kind === "token")
    return `The token ${grant.token.id}, found by the scheme ${scheme}, is genuine${beside}.`;
  return caller.kind === "key"
    ? `The API key ${caller.key.id}, found by the scheme ${scheme}, is genuine${beside}.`
    : `The password of ${nameOf(caller)}, found by the scheme ${scheme}, is right${beside}.`;
}

function standingSentence(caller: Caller): string {
  const given = caller.grant === undefined ? "" : `The ${caller.grant.kind} has not ended, and `;
  const own =
    caller.kind === "key"
      ? `the key is enabled, in time and made for the environment ${caller.key.environment}.`
      : caller.kind === "user"
        ? "the user is enabled."
        : "its account is known.";
  return given === "" ? own.slice(0, 1).toUpperCase() + own.slice(1) : given + own;
}

function accountSentence({ account, reach }: Decision): string {
  if (account === undefined || reach === undefined) return "The operation acts in no account.";
  if (reach.from === account.number) return `The call acts in the account ${account.number}.`;
  const links = reach.chain.map(({ client }) => client).join(" and ");
  return `The call acts in the account ${account.number}, reached from ${reach.from} by its link to ${links}.`;
}

/** What of the credentials asks where the call comes from; the account and its roles may ask too. */
function placeSentence(caller: Caller, { address, country }: Facts): string {
  const asked = credentialHolders(caller).flatMap(({ rule, restrictions: { networks, countries, hours, anchor } }) => [
    ...(networks === undefined ? [] : [`the address ${address?.text ?? "unknown"} lies in the ${rule}'s networks`]),
    ...(countries === undefined ? [] : [`the country ${country ?? "unknown"} is one of the ${rule}'s`]),
    ...(hours === undefined ? [] : [`it is within the ${rule}'s hours, ${hours.text}`]),
    ...(anchor === undefined ? [] : [`the ${rule}'s anchor, ${anchor.to}, does not refuse`]),
  ]);
  if (asked.length > 0) return `${upperFirst(asked.join(", and "))}.`;
  return "Nothing of the credentials asks where the call comes from.";
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function rightSentence(decision: Decision): string {
  if (decision.operation?.needs !== undefined) return "The operation asks for no right.";
  if (decision.effect === "refuse") return "Everything that limits the caller allows it.";
  return `${decision.matched.join(", ")} allows it, and so does everything else that limits the caller.`;
}

function paceSentence(decision: Decision): string {
  const rates = decision.effect === "allow" ? decision.charges.map(chargeWords) : [];
  return rates.length === 0 ? "Nothing limits how often it is called." : `${upperFirst(rates.join(", and "))}.`;
}

function chargeWords(charge: Charge): string {
  switch (charge.kind) {
    case "rate":
      return `it counts in the rate of ${charge.rate.limit} requests in ${charge.rate.seconds} s (${charge.rule})`;
    case "quota":
      return `it counts in the quota of ${charge.quota.limit} requests a ${charge.quota.period} (${charge.rule})`;
    case "uses":
      return `it takes one of ${charge.uses} uses`;
    case "anchor":
      return `it binds the credential to ${charge.value}`;
  }
}
