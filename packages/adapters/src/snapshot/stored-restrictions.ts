import { type AnchorRule, NetworkSet, parseNetwork, parseOpeningHours, type Restrictions } from "@clavis/core";
import { parsedJson } from "./parsed-json.ts";
import { quotaOf, rateOf } from "./stored-limits.ts";
import { isCount, isTime, membersOf, textsOf, wordOf } from "./stored-values.ts";

/**
 * No call passes these: none comes from one of no networks, and none asks for one of no operations. They stand for
 * restrictions that can not be carried out here, such as those of a later release: leaving a part out would widen.
 */
export const shut: Restrictions = { networks: new NetworkSet([]), operations: new Set() };

type Member = keyof Restrictions;
/** What a stored member means; undefined where it is not understood whole. */
type Readers = { readonly [Name in Member]-?: (stored: unknown) => Restrictions[Name] };

const timeOf = (stored: unknown): number | undefined => (isTime(stored) ? stored : undefined);
const countOf = (stored: unknown): number | undefined => (isCount(stored) ? stored : undefined);

const readers: Readers = {
  networks: networksOf,
  countries: (stored) => setOf(stored, /^[A-Z]{2}$/),
  hours: hoursOf,
  anchor: anchorOf,
  operations: (stored) => setOf(stored, /./),
  notBefore: timeOf,
  expiresAt: timeOf,
  uses: countOf,
  rate: rateOf,
  quota: quotaOf,
};
const byName: ReadonlyMap<string, (stored: unknown) => unknown> = new Map(Object.entries(readers));

const anchorMembers: ReadonlySet<string> = new Set<keyof AnchorRule>(["to", "mode"]);

/** A key has times of its own, and only of keys are uses counted. */
const keyMembers = membersBut("notBefore", "expiresAt");
const holderMembers = membersBut("uses");

/**
 * Compiles the stored restrictions of a key, a JSON object. Undefined for `{}`, which restricts nothing; `shut` for
 * whatever is not understood whole.
 */
export const compileKeyRestrictions = (json: string): Restrictions | undefined => compile(json, keyMembers);

/** The same of an account, an application or a role. */
export const compileHolderRestrictions = (json: string): Restrictions | undefined => compile(json, holderMembers);

function compile(json: string, names: ReadonlySet<string>): Restrictions | undefined {
  if (json === "{}") return undefined;
  const members = membersOf(parsedJson(json), names);
  if (members === undefined) return shut;
  const compiled = Object.entries(members).map(([name, stored]) => [name, byName.get(name)?.(stored)] as const);
  return compiled.some(([, value]) => value === undefined) ? shut : (Object.fromEntries(compiled) as Restrictions);
}

function membersBut(...others: readonly Member[]): ReadonlySet<string> {
  return new Set(Object.keys(readers).filter((name) => !others.some((other) => other === name)));
}

function networksOf(stored: unknown): NetworkSet | undefined {
  const networks = textsOf(stored)?.map(parseNetwork) ?? [];
  const known = networks.flatMap((network) => ("problem" in network ? [] : [network]));
  return known.length === 0 || known.length < networks.length ? undefined : new NetworkSet(known);
}

function setOf(stored: unknown, form: RegExp): ReadonlySet<string> | undefined {
  const texts = textsOf(stored);
  return texts?.every((text) => form.test(text)) ? new Set(texts) : undefined;
}

function hoursOf(stored: unknown): Restrictions["hours"] {
  const hours = typeof stored === "string" ? parseOpeningHours(stored) : undefined;
  return hours === undefined || "problem" in hours ? undefined : hours;
}

function anchorOf(stored: unknown): AnchorRule | undefined {
  const { to, mode } = membersOf(stored, anchorMembers) ?? {};
  const boundTo = wordOf(to, ["address", "network", "country"]);
  const way = wordOf(mode, ["observe", "warn", "enforce"]);
  return boundTo === undefined || way === undefined ? undefined : { to: boundTo, mode: way };
}
