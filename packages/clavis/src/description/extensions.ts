import type { Findings } from "./findings.ts";
import { type Located, member, members } from "./located.ts";
import { walkMembers } from "./walk.ts";

const onOperations = [
  "x-clavis-account",
  "x-clavis-action",
  "x-clavis-cost",
  "x-clavis-entity",
  "x-clavis-module",
  "x-clavis-one-time",
  "x-clavis-upstream",
];
const onSchemes = ["x-clavis-credential"];

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf("/"));

/**
 * Reports every `x-clavis-*` that is not known, and every known one where nobody reads it: a rule that its author
 * believes in and nobody enforces is worse than none.
 */
export function checkExtensions(root: Located, operations: readonly Located[], findings: Findings): void {
  const operationPlaces = new Set(operations.map(({ pointer }) => pointer));
  const schemes = member(member(root, "components"), "securitySchemes");
  const schemePlaces = new Set(members(schemes).map(([, { pointer }]) => pointer));
  for (const { name, at, chosen } of walkMembers(root)) {
    if (chosen || !name.toLowerCase().startsWith("x-clavis-")) continue;
    const place = parentOf(at.pointer);
    if (onOperations.includes(name)) {
      if (!operationPlaces.has(place))
        findings.add(at, `${name} has no effect here: it belongs to an operation under paths`);
    } else if (onSchemes.includes(name)) {
      if (!schemePlaces.has(place)) findings.add(at, `${name} has no effect here: it belongs to a security scheme`);
    } else findings.add(at, `${name} is not known; known are ${[...onOperations, ...onSchemes].join(", ")}`);
  }
}
