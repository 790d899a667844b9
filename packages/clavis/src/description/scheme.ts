import type { Scheme } from "@clavis/core";
import { carrierNameProblem } from "./carrier-name.ts";
import { bearerWords, type CredentialWord, credentialsProblem, credentialWords } from "./credential-words.ts";
import type { DescriptionSettings, SchemeDates } from "./description.ts";
import type { Findings } from "./findings.ts";
import { items, type Located, member } from "./located.ts";
import { resolveReference } from "./references.ts";

/** A scheme of the description: ready to be looked for, or why it can not be. `broken` is reported already. */
export type DeclaredScheme =
  | { readonly kind: "executable"; readonly scheme: Scheme }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "broken" };

const broken: DeclaredScheme = { kind: "broken" };
const refused = (reason: string): DeclaredScheme => ({ kind: "refused", reason });

/**
 * Reads `components.securitySchemes`. Two schemes that read the same place and carry the same become one, under the
 * name of the first: a credential is found once, whatever the alternative that asks for it is called.
 */
export function readSchemes(
  root: Located,
  settings: DescriptionSettings,
  findings: Findings,
): ReadonlyMap<string, DeclaredScheme> {
  const at = member(member(root, "components"), "securitySchemes");
  const declared = new Map<string, DeclaredScheme>();
  const places = new Map<string, { readonly name: string; readonly words: string; readonly scheme: DeclaredScheme }>();
  for (const [name, start] of findings.members(at)) {
    const found = resolveReference(root, start, findings);
    const reading = found === undefined ? undefined : readScheme(name, found, settings, findings);
    const known = reading?.place === undefined ? undefined : places.get(reading.place);
    if (known !== undefined && known.words !== reading?.words)
      findings.add(start, `reads the same place as the scheme "${known.name}" but carries something else`);
    const dates = settings.dates.get(name);
    if (known !== undefined && dates !== undefined)
      findings.add(start, `is the scheme "${known.name}" under another name: say since when that one is deprecated`);
    const scheme = dated(reading?.scheme ?? broken, dates);
    if (reading?.place !== undefined && known === undefined)
      places.set(reading.place, { name, words: reading.words, scheme });
    declared.set(name, known?.scheme ?? scheme);
  }
  for (const name of new Set([...settings.schemes.keys(), ...settings.dates.keys()])) {
    if (!declared.has(name))
      findings.add(at, `schemes.${name} of clavis.yaml names no security scheme of this description`);
  }
  return declared;
}

const dated = (declared: DeclaredScheme, dates: SchemeDates = {}): DeclaredScheme =>
  declared.kind === "executable" ? { kind: "executable", scheme: { ...declared.scheme, ...dates } } : declared;

interface Reading {
  readonly scheme: DeclaredScheme;
  /** Undefined where nothing is read from the request. */
  readonly place: string | undefined;
  readonly words: string;
}

const without = (scheme: DeclaredScheme): Reading => ({ scheme, place: undefined, words: "" });

function readScheme(name: string, at: Located, settings: DescriptionSettings, findings: Findings): Reading {
  const type = member(at, "type");
  switch (findings.text(type)) {
    case "apiKey":
      return readApiKey(name, at, settings, findings);
    case "http":
      return readHttp(name, at, settings, findings);
    case "oauth2":
    case "openIdConnect":
      return readBearer(name, at, settings, findings);
    case "mutualTLS":
      return without(refused("schemes of type mutualTLS can not be executed in this release"));
    case undefined:
      findings.addShape({ ...type, value: null }, "one of apiKey, http, oauth2, openIdConnect");
      return without(broken);
    default:
      findings.add(type, "is no type of security scheme that can be executed");
      return without(broken);
  }
}

function readApiKey(name: string, at: Located, settings: DescriptionSettings, findings: Findings): Reading {
  const words = readWords(name, at, settings, findings);
  const carrier = member(at, "in").value;
  const parameter = findings.text(member(at, "name"));
  if (carrier !== "header" && carrier !== "query" && carrier !== "cookie") {
    findings.addShape(member(at, "in"), "one of header, query, cookie");
    return without(broken);
  }
  const problem = carrierNameProblem(carrier, parameter ?? "");
  if (problem !== undefined) findings.add(member(at, "name"), problem);
  if (carrier === "query" && !settings.keyInQuery)
    findings.add(
      member(at, "in"),
      "a key in the query ends up in logs and histories: set legacy.keyInQuery in clavis.yaml to allow it (SECURITY LEG-05)",
    );
  if (words === undefined || parameter === undefined) return without(broken);
  checkCredentials(words, carrier, at, findings);
  const spelled = carrier === "header" ? parameter.toLowerCase() : parameter;
  const scheme: Scheme = { name, carrier, parameter: spelled, credentials: words };
  return { place: `${carrier} ${spelled}`, words: words.join(), scheme: { kind: "executable", scheme } };
}

function checkCredentials(
  words: readonly CredentialWord[],
  carrier: "header" | "query" | "cookie" | "bearer",
  at: Located,
  findings: Findings,
): void {
  const problem = credentialsProblem(words, carrier);
  if (problem !== undefined) findings.add(at, problem);
}

function readHttp(name: string, at: Located, settings: DescriptionSettings, findings: Findings): Reading {
  const word = findings.text(member(at, "scheme"))?.toLowerCase();
  if (word === undefined) findings.addShape({ ...member(at, "scheme"), value: null }, "the name of an HTTP scheme");
  if (word === "basic") return readBasic(name, at, settings, findings);
  if (word !== "bearer")
    return without(refused(`http schemes other than bearer and basic can not be executed in this release`));
  return readBearer(name, at, settings, findings);
}

function readBearer(name: string, at: Located, settings: DescriptionSettings, findings: Findings): Reading {
  const words = readWords(name, at, settings, findings, bearerWords);
  if (words === undefined) return without(broken);
  checkCredentials(words, "bearer", at, findings);
  const scheme: Scheme = { name, carrier: "bearer", credentials: words };
  return { place: "bearer", words: words.join(), scheme: { kind: "executable", scheme } };
}

function readBasic(name: string, at: Located, settings: DescriptionSettings, findings: Findings): Reading {
  if (member(at, "x-clavis-credential").value !== undefined || settings.schemes.has(name))
    findings.add(at, "http basic always carries a user's password: leave out what it carries");
  const scheme: Scheme = { name, carrier: "basic", credentials: ["password"] };
  return { place: "basic", words: "password", scheme: { kind: "executable", scheme } };
}

const otherWords = credentialWords.filter((word) => word !== "api-key").join(", ");

/** What the scheme carries, from the document or from `schemes` of clavis.yaml. Undefined where it is not known. */
function readWords(
  name: string,
  at: Located,
  settings: DescriptionSettings,
  findings: Findings,
  usual?: readonly CredentialWord[],
): readonly CredentialWord[] | undefined {
  const extension = member(at, "x-clavis-credential");
  const configured = settings.schemes.get(name)?.toSorted();
  if (extension.value === undefined) {
    const words = configured ?? usual;
    if (words === undefined)
      findings.add(
        at,
        `does not say what it carries: write x-clavis-credential: api-key (or ${otherWords}), or schemes.${name} in clavis.yaml`,
      );
    return words;
  }
  const words = (Array.isArray(extension.value) ? items(extension) : [extension]).map(({ value }) => wordOf(value));
  const known = words.filter((word) => word !== undefined);
  if (known.length === 0 || known.length < words.length || new Set(known).size < known.length) {
    findings.add(extension, `must be one of ${credentialWords.join(", ")}, or a list of different ones`);
    return undefined;
  }
  if (configured !== undefined && configured.join() !== known.toSorted().join())
    findings.add(extension, `schemes.${name} of clavis.yaml says something else: say it in one place`);
  return known.toSorted();
}

const wordOf = (value: unknown): CredentialWord | undefined => credentialWords.find((word) => word === value);
