import { type Network, NetworkSet, parseNetwork } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";
import { listProblems } from "./value-rules.ts";

export const networkProblems = (member: string, networks: readonly string[]): readonly ProblemMember[] =>
  listProblems(member, networks, (entry, text) => {
    const network = parseNetwork(text);
    return "problem" in network ? [{ member: entry, detail: network.problem }] : [];
  });

/** The one spelling of a network. TypeError for what is none. */
export function canonicalNetwork(text: string): string {
  const network = parseNetwork(text);
  if ("problem" in network) throw new TypeError(network.problem);
  return network.text;
}

/** Whether one of the networks holds all of this one. */
export function liesWithin(networks: readonly string[], text: string): boolean {
  const inner = parseNetwork(text);
  if ("problem" in inner) return false;
  const wide = networks.flatMap((network): readonly Network[] => {
    const outer = parseNetwork(network);
    return "problem" in outer || outer.prefix > inner.prefix ? [] : [outer];
  });
  return new NetworkSet(wide).has(inner.address);
}
