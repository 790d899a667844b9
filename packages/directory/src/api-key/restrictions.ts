import { parseNetwork, type Rate } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";
import type { KeyRestrictions } from "./api-key.ts";

const maxNetworks = 10_000;
const maxLimit = 1_000_000_000;
const maxSeconds = 31 * 24 * 3600;

/** What is wrong with a key's restrictions. A member we do not know is refused: ignoring it would widen the key. */
export function restrictionProblems(restrictions: KeyRestrictions): readonly ProblemMember[] {
  const problems = strangers("restrictions", restrictions, ["networks", "rate"]);
  if (restrictions.networks !== undefined) problems.push(...networkProblems(restrictions.networks));
  if (restrictions.rate !== undefined) problems.push(...rateProblems(restrictions.rate));
  return problems;
}

/** The same restrictions with their networks in canonical form; undefined where they restrict nothing. */
export function canonicalRestrictions(restrictions: KeyRestrictions): KeyRestrictions | undefined {
  const { networks, rate } = restrictions;
  if (networks === undefined && rate === undefined) return undefined;
  return {
    ...(networks && { networks: [...new Set(networks.map(canonicalNetwork))] }),
    ...(rate && { rate: { limit: rate.limit, seconds: rate.seconds } }),
  };
}

function canonicalNetwork(text: string): string {
  const network = parseNetwork(text);
  if ("problem" in network) throw new TypeError(network.problem);
  return network.text;
}

function networkProblems(networks: readonly string[]): readonly ProblemMember[] {
  const member = "restrictions.networks";
  if (networks.length === 0) return [{ member, detail: "names no network; leave it out to allow every one" }];
  if (networks.length > maxNetworks) return [{ member, detail: `has more than ${maxNetworks} networks` }];
  return networks.flatMap((text, at) => {
    const network = parseNetwork(text);
    return "problem" in network ? [{ member: `${member}[${at}]`, detail: network.problem }] : [];
  });
}

function rateProblems(rate: Rate): readonly ProblemMember[] {
  const problems = strangers("restrictions.rate", rate, ["limit", "seconds"]);
  problems.push(...rangeProblems("restrictions.rate.limit", rate.limit, maxLimit));
  problems.push(...rangeProblems("restrictions.rate.seconds", rate.seconds, maxSeconds));
  return problems;
}

function rangeProblems(member: string, value: number, max: number): readonly ProblemMember[] {
  if (Number.isInteger(value) && value >= 1 && value <= max) return [];
  return [{ member, detail: `must be a whole number from 1 to ${max}` }];
}

const strangers = (path: string, object: object, known: readonly string[]): ProblemMember[] =>
  Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => ({ member: `${path}.${name}`, detail: "is not a restriction" }));
