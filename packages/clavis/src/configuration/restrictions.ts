import { type RestrictionHolder, type RightRules, restrictionProblems } from "@clavis/directory";
import { Check } from "typebox/value";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located } from "../description/located.ts";
import { expandRates } from "./limits.ts";
import { parseMoment } from "./moment.ts";
import { restrictionsSchema } from "./schema/restrictions.ts";

/** Texts stand for rates, quotas, times and anchors. What can not be read stays a text, which the schema then refuses. */
export function expandRestrictions(value: unknown): unknown {
  const limits = expandRates(value);
  if (!isObject(limits)) return limits;
  const { anchor, notBefore, expiresAt } = limits;
  return {
    ...limits,
    ...(typeof anchor === "string" && anchors.has(anchor) ? { anchor: { to: anchor, mode: "enforce" } } : {}),
    ...("notBefore" in limits ? { notBefore: expandTime(notBefore) } : {}),
    ...("expiresAt" in limits ? { expiresAt: expandTime(expiresAt) } : {}),
  };
}

const anchors: ReadonlySet<string> = new Set(["address", "network", "country"]);

/** A number would be milliseconds, which nobody writes on purpose. */
const expandTime = (value: unknown): unknown =>
  typeof value === "string" ? (parseMoment(value) ?? value) : typeof value === "number" ? String(value) : value;

/** Reports what the directory's rules find wrong with restrictions that the schema has nothing against. */
export function checkRestrictions(at: Located, holder: RestrictionHolder, rules: RightRules, findings: Findings): void {
  const value = expandRestrictions(at.value);
  if (!Check(restrictionsSchema, value)) return;
  for (const { member, detail } of restrictionProblems(rules, holder, value, ""))
    findings.add({ pointer: at.pointer + pointerOf(member) }, detail);
}

/** `.networks[2]` is `/networks/2` to a file. */
const pointerOf = (member: string): string => member.replaceAll("[", ".").replaceAll("]", "").replaceAll(".", "/");
