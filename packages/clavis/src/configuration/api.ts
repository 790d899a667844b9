import { resolve } from "node:path";
import { type FormatSuffix, parseRight, type Right } from "@clavis/core";
import type { DescriptionSettings } from "../description/description.ts";
import type { Findings } from "../description/findings.ts";
import { isObject, items, type Located, member, members } from "../description/located.ts";
import type { Problem } from "../description/problem.ts";
import { readDescription } from "../description/read-description.ts";
import { describeRights, rightProblem, rightRulesOf } from "../description/right-names.ts";
import type { Api } from "./configuration.ts";
import { carriedBySchemes, readSchemeEntries, schemeDates, schemesWithoutDescription } from "./declared-schemes.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";

/** What is read to know the API, and what it is read with. */
export interface ApiSource {
  readonly root: Located;
  /** Of clavis.yaml: other paths are relative to it. */
  readonly folder: string;
  readonly keyInQuery: boolean;
  readonly ownOperations: DescriptionSettings["ownOperations"];
  /** Throws where the file can not be read. */
  readonly readFile: (path: string) => string;
}

export interface ApiReading {
  /** Undefined where something is wrong. */
  readonly api: Api | undefined;
  readonly formatSuffix: FormatSuffix | undefined;
  /** Of the description; those of clavis.yaml are with the findings. */
  readonly problems: readonly Problem[];
}

/** Reads `api`, `schemes` and `scopes`, and the description that they are about. */
export function readApi(source: ApiSource, findings: Findings): ApiReading {
  const { root, folder } = source;
  const place = member(root, "api");
  const members = readSection(configurationSchema.properties.api, { ...place, value: expand(place.value) }, findings);
  const entries = readSchemeEntries(member(root, "schemes"), findings);
  const scopes = readScopes(member(root, "scopes"), findings);
  if (members === undefined) return { api: undefined, formatSuffix: undefined, problems: [] };
  const { suffix, forward } = members.formatSuffix ?? {};
  const formatSuffix = suffix === undefined ? undefined : { text: suffix, forwarded: forward === true };
  const basePath = members.basePath?.replace(/\/$/, "");
  if (members.description !== undefined) {
    const schemes = carriedBySchemes(entries, member(root, "schemes"), findings);
    const dates = schemeDates(entries, member(root, "schemes"), findings);
    const { keyInQuery, ownOperations } = source;
    const upstreams = upstreamNames(root);
    const common = { basePath, keyInQuery, ownOperations, formatSuffix: suffix };
    const settings = { schemes, dates, scopes, upstreams, ...common };
    return { ...readDescribed(source, resolve(folder, members.description), settings, findings), formatSuffix };
  }
  const schemes = schemesWithoutDescription(entries, source.keyInQuery, member(root, "schemes"), findings);
  if (scopes.size > 0) findings.add(member(root, "scopes"), "scopes belong to an API description, and there is none");
  checkNoUpstreams(root, findings);
  return { api: { kind: "undescribed", basePath: basePath ?? "", schemes }, formatSuffix, problems: [] };
}

/** A text stands for the suffix. */
const expand = (value: unknown): unknown =>
  isObject(value) && typeof value["formatSuffix"] === "string"
    ? { ...value, formatSuffix: { suffix: value["formatSuffix"] } }
    : value;

function readDescribed(
  { root, readFile }: ApiSource,
  file: string,
  settings: DescriptionSettings,
  findings: Findings,
): Omit<ApiReading, "formatSuffix"> {
  const text = tryRead(readFile, file);
  if (text === undefined) {
    findings.add(member(member(root, "api"), "description"), `there is no file ${file} that can be read`);
    return { api: undefined, problems: [] };
  }
  const result = readDescription(text, file, settings);
  if ("problems" in result) return { api: undefined, problems: result.problems };
  const rules = rightRulesOf(describeRights(result.description.operations));
  for (const [scope, rights] of settings.scopes) {
    for (const right of rights) {
      const problem = rightProblem(right, rules);
      if (problem !== undefined) findings.add(member(member(root, "scopes"), scope), problem);
    }
  }
  return { api: { kind: "described", file, description: result.description }, problems: [] };
}

function checkNoUpstreams(root: Located, findings: Findings): void {
  for (const [, environment] of members(member(root, "environments"))) {
    const at = member(environment, "upstreams");
    if (members(at).length > 0)
      findings.add(at, "the operations of an API description name other upstreams, and there is none");
  }
}

/** The names that operations may give, by environment. What is wrong with the rest of an environment is no matter here. */
const upstreamNames = (root: Located): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    members(member(root, "environments")).map(([name, at]) => [
      name,
      new Set(members(member(at, "upstreams")).map(([upstream]) => upstream)),
    ]),
  );

function tryRead(readFile: (path: string) => string, file: string): string | undefined {
  try {
    return readFile(file);
  } catch {
    return undefined;
  }
}

/** What a scope stands for: rights that must all be held. */
function readScopes(at: Located, findings: Findings): ReadonlyMap<string, readonly Right[]> {
  const scopes = findings.members(at).map(([name, place]): [string, Right[]] => {
    if (!Array.isArray(place.value) || place.value.length === 0) findings.addShape(place, "a list of rights");
    return [name, items(place).flatMap((item) => readRight(item, findings))];
  });
  return new Map(scopes);
}

function readRight(at: Located, findings: Findings): Right[] {
  const right = typeof at.value === "string" ? parseRight(at.value) : { problem: "must be a right" };
  if ("problem" in right) findings.add(at, right.problem);
  else if (right.refuses) findings.add(at, "a scope is a right that must be held: it can not refuse");
  return "problem" in right ? [] : [right];
}
