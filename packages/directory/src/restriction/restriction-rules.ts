import { isTimeZone, parseOpeningHours } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";
import type { RightRules } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import { isTime } from "../time/time-rules.ts";
import { anchorProblems, quotaProblems, rateProblems } from "./limit-rules.ts";
import { networkProblems } from "./networks.ts";
import type { RestrictionSpec } from "./restriction.ts";
import { listProblems, rangeProblems, strangers } from "./value-rules.ts";

/** What can be restricted. */
export type RestrictionHolder = "key" | "account" | "application" | "role";

const everywhere = ["networks", "countries", "hours", "anchor", "operations", "rate", "quota"];
const window = ["notBefore", "expiresAt"];
/** A key has times of its own, and only of a key uses can be counted. */
const members: Readonly<Record<RestrictionHolder, readonly string[]>> = {
  key: [...everywhere, "uses"],
  account: [...everywhere, ...window],
  application: [...everywhere, ...window],
  role: [...everywhere, ...window],
};

const maxUses = 1_000_000_000;
const maxOperation = 200;
const countryForm = /^[A-Z]{2}$/;

/**
 * What is wrong with restrictions; `path` names them. A member that is not known, or not for this holder, is refused:
 * ignoring it would widen.
 */
export function restrictionProblems(
  rules: RightRules,
  holder: RestrictionHolder,
  spec: RestrictionSpec,
  path = "restrictions",
): readonly ProblemMember[] {
  const { networks, countries, hours, anchor, operations, uses, rate, quota } = spec;
  return [
    ...strangers(path, spec, members[holder], `is not a restriction of ${nouns[holder]}`),
    ...(networks === undefined ? [] : networkProblems(`${path}.networks`, networks)),
    ...(countries === undefined ? [] : listProblems(`${path}.countries`, countries, countryProblems)),
    ...(hours === undefined ? [] : hoursProblems(`${path}.hours`, hours)),
    ...(anchor === undefined ? [] : anchorProblems(`${path}.anchor`, anchor)),
    ...(operations === undefined ? [] : listProblems(`${path}.operations`, operations, operationProblems(rules))),
    ...windowProblems(path, spec),
    ...(uses === undefined ? [] : rangeProblems(`${path}.uses`, uses, maxUses)),
    ...(rate === undefined ? [] : rateProblems(`${path}.rate`, rate)),
    ...(quota === undefined ? [] : quotaProblems(`${path}.quota`, quota)),
  ];
}

const nouns: Readonly<Record<RestrictionHolder, string>> = {
  key: "a key",
  account: "an account",
  application: "an application",
  role: "a role",
};

/** What is wrong with the time zone of an account. */
export const zoneProblems = (member: string, zone: string): readonly ProblemMember[] =>
  isTimeZone(zone) ? [] : [{ member, detail: `"${zone}" is not a time zone such as Europe/Brussels` }];

function countryProblems(member: string, text: string): readonly ProblemMember[] {
  return countryForm.test(text) ? [] : [{ member, detail: `"${text}" is not a country code such as BE` }];
}

function hoursProblems(member: string, text: string): readonly ProblemMember[] {
  const hours = parseOpeningHours(text);
  return "problem" in hours ? [{ member, detail: hours.problem }] : [];
}

/** Without an API description any operation may be named: there is none to compare with. */
const operationProblems =
  ({ knownModules, operationIds }: RightRules) =>
  (member: string, id: string): readonly ProblemMember[] => {
    const flaws = textProblems(member, id, maxOperation);
    if (flaws.length > 0 || knownModules === undefined || operationIds.has(id)) return flaws;
    return [{ member, detail: `there is no operation "${id}" in the API description` }];
  };

function windowProblems(path: string, { notBefore, expiresAt }: RestrictionSpec): readonly ProblemMember[] {
  const problems: ProblemMember[] = [];
  for (const [name, time] of Object.entries({ notBefore, expiresAt }))
    if (time !== undefined && !isTime(time)) problems.push({ member: `${path}.${name}`, detail: "is not a time" });
  if (notBefore !== undefined && expiresAt !== undefined && expiresAt <= notBefore)
    problems.push({ member: `${path}.expiresAt`, detail: "is not after notBefore" });
  return problems;
}
