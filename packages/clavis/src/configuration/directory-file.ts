import { type AccountForm, isAccountNumber, isTimeZone, parseRight } from "@clavis/core";
import type { RightRules } from "@clavis/directory";
import type { Static } from "typebox";
import { Findings } from "../description/findings.ts";
import { isObject, items, type Located, member } from "../description/located.ts";
import type { Problem } from "../description/problem.ts";
import { type RightNames, rightProblem, rightRulesOf } from "../description/right-names.ts";
import { readSource } from "../description/source-document.ts";
import { checkRestrictions, expandRestrictions } from "./restrictions.ts";
import { directorySchema } from "./schema/directory.ts";
import { readSection } from "./section.ts";

export type DirectoryContent = Static<typeof directorySchema>;

export interface DirectorySource {
  readonly text: string;
  readonly file: string;
  readonly accountForm: AccountForm;
  /** Undefined for an API without a description. */
  readonly rights: RightNames | undefined;
  /** The kinds that users may have; undefined for any. */
  readonly userKinds: readonly string[] | undefined;
}

export type DirectoryResult = { readonly directory: DirectoryContent } | { readonly problems: readonly Problem[] };

/** Reads directory.yaml. All problems at once, each with its line; with one there is nothing to apply. */
export function readDirectory(source: DirectorySource): DirectoryResult {
  const read = readSource(source.text, source.file);
  if ("problems" in read) return read;
  const { root } = read.document;
  const findings = new Findings(read.document);
  const directory = readSection(directorySchema, { ...root, value: expand(root.value) }, findings);
  for (const at of items(member(root, "accounts"))) checkAccount(at, source, findings);
  for (const at of items(member(root, "users"))) checkKind(member(at, "kind"), source, findings);
  const rules = rightRulesOf(source.rights);
  for (const [list, holder] of holders) {
    for (const at of items(member(root, list))) {
      checkRights(member(at, "rights"), rules, findings);
      checkRestrictions(member(at, "restrictions"), holder, rules, findings);
    }
  }
  for (const at of items(member(root, "links"))) checkRights(member(at, "ceiling"), rules, findings);
  refuseTwice(root, "accounts", "number", findings);
  refuseTwice(root, "applications", "id", findings);
  refuseTwice(root, "roles", "name", findings);
  const { problems } = findings;
  return problems.length > 0 || directory === undefined ? { problems } : { directory };
}

/** What has rights and restrictions. */
const holders = [
  ["accounts", "account"],
  ["applications", "application"],
  ["roles", "role"],
] as const;

/** Restrictions may be written shorter than they are kept. */
function expand(value: unknown): unknown {
  if (!isObject(value)) return value;
  const lists = holders.flatMap(([list]) => {
    const entries = value[list];
    return Array.isArray(entries) ? [[list, entries.map(expandEntry)] as const] : [];
  });
  return { ...value, ...Object.fromEntries(lists) };
}

const expandEntry = (entry: unknown): unknown =>
  isObject(entry) && "restrictions" in entry
    ? { ...entry, restrictions: expandRestrictions(entry["restrictions"]) }
    : entry;

function checkAccount(at: Located, source: DirectorySource, findings: Findings): void {
  checkNumber(member(at, "number"), source, findings);
  const zone = member(at, "zone");
  if (typeof zone.value === "string" && !isTimeZone(zone.value))
    findings.add(zone, "must be a time zone such as Europe/Brussels");
}

function checkKind(at: Located, { userKinds }: DirectorySource, findings: Findings): void {
  if (typeof at.value === "string" && userKinds !== undefined && !userKinds.includes(at.value))
    findings.add(at, `"${at.value}" is none of users.kinds: ${userKinds.join(", ")}`);
}

function checkNumber(at: Located, { accountForm }: DirectorySource, findings: Findings): void {
  if (typeof at.value !== "string" || isAccountNumber(accountForm, at.value)) return;
  const { prefix, length, characters } = accountForm;
  findings.add(at, `must be "${prefix}" and ${length} characters ${characters}`);
}

function refuseTwice(root: Located, list: string, name: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const entry of items(member(root, list))) {
    const at = member(entry, name);
    if (typeof at.value !== "string") continue;
    if (seen.has(at.value)) findings.add(at, `${at.value} stands here twice`);
    seen.add(at.value);
  }
}

function checkRights(at: Located, rules: RightRules, findings: Findings): void {
  for (const each of items(at)) {
    if (typeof each.value !== "string") continue;
    const right = parseRight(each.value);
    const problem = "problem" in right ? right.problem : rightProblem(right, rules);
    if (problem !== undefined) findings.add(each, problem);
  }
}
