import type { Scheme } from "@clavis/core";
import { carrierNameProblem } from "../description/carrier-name.ts";
import { bearerWords, type CredentialWord, credentialsProblem } from "../description/credential-words.ts";
import type { SchemeDates } from "../description/description.ts";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located, member } from "../description/located.ts";
import { parseMoment } from "./moment.ts";
import { type SchemeMembers, schemeSchema } from "./schema/scheme.ts";
import { readSection } from "./section.ts";

/** Where keys are looked for in an API without a description that names no schemes. */
const usual: Scheme = { name: "apiKey", carrier: "header", parameter: "x-api-key", credentials: ["api-key"] };

type Entries = ReadonlyMap<string, SchemeMembers>;

/** `schemes` of clavis.yaml as it stands; a text as `credential` stands for a list of one. */
export function readSchemeEntries(at: Located, findings: Findings): Entries {
  const entries = findings.members(at).flatMap(([name, place]): [string, SchemeMembers][] => {
    const entry = readSection(schemeSchema, { ...place, value: expand(place.value) }, findings);
    return entry === undefined ? [] : [[name, entry]];
  });
  return new Map(entries);
}

const expand = (value: unknown): unknown =>
  isObject(value) && typeof value["credential"] === "string" ? { ...value, credential: [value["credential"]] } : value;

/** What the schemes of a description carry. The description itself says where they stand. */
export function carriedBySchemes(
  entries: Entries,
  at: Located,
  findings: Findings,
): ReadonlyMap<string, readonly CredentialWord[]> {
  for (const [name, { in: place, name: parameter }] of entries) {
    if (place !== undefined || parameter !== undefined)
      findings.add(member(at, name), "the API description says where this scheme stands: leave out in and name");
  }
  return new Map(
    [...entries].flatMap(([name, { credential }]) => (credential === undefined ? [] : [[name, credential]])),
  );
}

/** Since when the use of each scheme is deprecated, and from when it is gone; of those of which something is said. */
export function schemeDates(entries: Entries, at: Located, findings: Findings): ReadonlyMap<string, SchemeDates> {
  const dates = [...entries].flatMap(([name, entry]): [string, SchemeDates][] => {
    const { deprecatedSince, sunset } = entry;
    if (deprecatedSince === undefined && sunset === undefined) return [];
    return [[name, datesOf(entry, member(at, name), findings)]];
  });
  return new Map(dates);
}

function datesOf({ deprecatedSince, sunset }: SchemeMembers, at: Located, findings: Findings): SchemeDates {
  if (deprecatedSince !== undefined && sunset !== undefined && sunset < deprecatedSince)
    findings.add(member(at, "sunset"), "must not be before deprecatedSince (RFC 9745, section 4)");
  return {
    ...(deprecatedSince && { deprecatedSince: startOfDay(deprecatedSince, member(at, "deprecatedSince"), findings) }),
    ...(sunset && { sunset: startOfDay(sunset, member(at, "sunset"), findings) }),
  };
}

/** The first second of a day in UTC; 0, and reported, for a day that no calendar has. */
function startOfDay(day: string, at: Located, findings: Findings): number {
  const time = parseMoment(day);
  if (time === undefined) findings.add(at, "is no day of the calendar");
  return (time ?? 0) / 1000;
}

/** The schemes of an API without a description. Any one of them opens every operation. */
export function schemesWithoutDescription(
  entries: Entries,
  keyInQuery: boolean,
  at: Located,
  findings: Findings,
): readonly Scheme[] {
  if (entries.size === 0) return [usual];
  const dates = schemeDates(entries, at, findings);
  const places = new Map<string, string>();
  return [...entries].flatMap(([name, entry]) => {
    const scheme = schemeOf(name, entry, keyInQuery, member(at, name), findings);
    if (scheme === undefined) return [];
    const place = "parameter" in scheme ? `${scheme.carrier} ${scheme.parameter}` : scheme.carrier;
    const known = places.get(place);
    if (known !== undefined) findings.add(member(at, name), `reads the same place as the scheme "${known}"`);
    places.set(place, name);
    return [{ ...scheme, ...dates.get(name) }];
  });
}

function schemeOf(
  name: string,
  entry: SchemeMembers,
  keyInQuery: boolean,
  at: Located,
  findings: Findings,
): Scheme | undefined {
  const { in: carrier, name: parameter } = entry;
  const credentials = entry.credential ?? (carrier === "bearer" ? bearerWords : []);
  if (credentials.length === 0) findings.add(at, 'misses the member "credential"');
  const misfit = carrier === undefined ? undefined : credentialsProblem(credentials, carrier);
  if (misfit !== undefined) findings.add(member(at, "credential"), misfit);
  if (carrier === "query" && !keyInQuery)
    findings.add(
      member(at, "in"),
      "a key in the query ends up in logs: legacy.keyInQuery must allow it (SECURITY LEG-05)",
    );
  if (carrier === "bearer" && parameter === undefined) return { name, carrier, credentials };
  const problem = placeProblem(carrier, parameter);
  if (problem !== undefined) findings.add(at, problem);
  if (carrier === undefined || carrier === "bearer" || parameter === undefined) return undefined;
  const spelled = carrier === "header" ? parameter.toLowerCase() : parameter;
  return { name, carrier, parameter: spelled, credentials };
}

function placeProblem(carrier: SchemeMembers["in"], parameter: string | undefined): string | undefined {
  if (carrier === undefined) return "without an API description it must say where it stands: in and name";
  if (carrier === "bearer") return "a bearer scheme has no name of its own: leave out name";
  return parameter === undefined ? `misses the name of its ${carrier}` : carrierNameProblem(carrier, parameter);
}
