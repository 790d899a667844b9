import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import { blotted, blottedValues } from "../kernel/blot.ts";
import { type Check, checks } from "../kernel/check.ts";
import type { Code } from "../kernel/code.ts";
import type { KeyRecord } from "../kernel/ports.ts";
import type { Refusal, RefusalValues } from "../kernel/refusal.ts";
import type { Allowed, Decision } from "./decision.ts";

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
  if (principal.kind !== "key") return `${act}, which needs no credential.`;
  return `${act}, and the key ${principal.key.id} may do that in the account ${account?.number ?? "-"}.`;
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
  if (principal.kind !== "key") return "Nothing to check: the request carries no credential and needs none.";
  const { key, scheme } = principal;
  switch (check) {
    case "credential":
      return `The API key ${key.id}, found by the scheme ${scheme}, is genuine.`;
    case "standing":
      return `The key is enabled, in time and made for the environment ${key.environment}.`;
    case "place":
      return placeSentence(key, facts);
    case "account":
      return `The call acts in the account ${decision.account?.number ?? key.account.number}.`;
    case "right":
      return rightSentence(decision);
    case "pace":
      return paceSentence(key);
  }
}

const placeSentence = ({ networks }: KeyRecord, { address }: Facts): string =>
  networks === undefined
    ? "The key may be used from any address."
    : `The address ${address?.text ?? "unknown"} lies in the key's networks.`;

const rightSentence = (decision: Decision): string =>
  decision.effect === "allow"
    ? `The key's ${decision.matched.join(", ")} allows it, and so do its ceiling and the account.`
    : "The key, its ceiling and the account allow it.";

const paceSentence = ({ rate }: KeyRecord): string =>
  rate === undefined
    ? "The key has no rate."
    : `The key's rate of ${rate.limit} requests in ${rate.seconds} s allows it.`;
