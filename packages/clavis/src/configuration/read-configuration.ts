import { dirname, resolve } from "node:path";
import type { Operation, Scheme } from "@clavis/core";
import { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import { nearest } from "../description/nearest.ts";
import type { Problem } from "../description/problem.ts";
import { readSource } from "../description/source-document.ts";
import { readApi } from "./api.ts";
import { checkShapes, readApiDependent } from "./api-dependent.ts";
import { type Api, type Configuration, schemesOf } from "./configuration.ts";
import { parseListenAddress } from "./listen-address.ts";
import type { ListenerOverrides } from "./listeners.ts";
import { configurationSchema } from "./schema.ts";
import { type OwnOperations, selfServiceFor } from "./self-service.ts";
import { readSettings } from "./settings.ts";

/** Options of the command line that win over the file. */
export interface Overrides {
  /** `--public` and `--private`: addresses as in the file. */
  readonly public?: string | undefined;
  readonly private?: string | undefined;
  /** `--data`, relative to the working directory. */
  readonly data?: string | undefined;
}

export interface ConfigurationSource {
  readonly text: string;
  /** Absolute: other paths are relative to its folder. */
  readonly file: string;
  readonly overrides: Overrides;
  /** `CLAVIS_DATA` is read; it wins over the file and loses to `--data`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly ownOperations: OwnOperations;
  /** Reads the API description; throws where it can not. */
  readonly readFile: (path: string) => string;
}

export type ConfigurationResult =
  | { readonly configuration: Configuration; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/**
 * Reads clavis.yaml and the API description that it names. Everything that is wrong in both is given at once, each with
 * its file and line; with one problem there is no configuration. Warnings are for the operator and stop nothing. TLS
 * files are not opened here, and addresses not bound.
 */
export function readConfiguration(source: ConfigurationSource): ConfigurationResult {
  const { file } = source;
  const read = readSource(source.text, file);
  if ("problems" in read) return read;
  const { root } = read.document;
  const findings = new Findings(read.document);
  const warnings = new Findings(read.document);
  checkNames(root, findings);
  const { overrides, problems } = readOverrides(source.overrides);
  const settings = readSettings({ root, file, overrides, dataDirectory: dataOf(source) }, findings, warnings);
  const { readFile } = source;
  const ownOperations = ownOnPublic(source.ownOperations, settings?.selfService);
  const keyInQuery = member(member(root, "legacy"), "keyInQuery").value === true;
  const reading = readApi({ root, folder: dirname(file), keyInQuery, ownOperations, readFile }, findings);
  const { api, formatSuffix } = reading;
  checkRecorded(settings?.log.headers ?? [], api, member(member(root, "log"), "headers"), findings);
  const dependent = settings && api && readApiDependent(root, settings, api, ownOperations, findings);
  if (dependent === undefined) checkShapes(root, findings);
  const all = [...problems, ...findings.problems, ...reading.problems];
  if (all.length > 0 || settings === undefined || dependent === undefined || api === undefined)
    return { problems: all };
  return {
    configuration: Object.freeze({ ...settings, ...dependent, api, formatSuffix }),
    warnings: warnings.problems,
  };
}

/** Which of them exist depends on what the schemes carry; how callers come does not count here. */
const ownOnPublic =
  (own: OwnOperations, selfService: Configuration["selfService"]) =>
  (schemes: readonly Scheme[]): readonly Operation[] =>
    own("public", selfServiceFor(selfService, schemes, []));

function checkNames(root: Located, findings: Findings): void {
  const known = Object.keys(configurationSchema.properties);
  for (const [name, at] of findings.members(root)) {
    if (!known.includes(name))
      findings.add(at, `"${name}" is not known here${nearest(name, known) || `; known are ${known.join(", ")}`}`);
  }
}

function readOverrides(given: Overrides): { overrides: ListenerOverrides; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = (name: "public" | "private") => {
    const text = given[name];
    const address = text === undefined ? undefined : parseListenAddress(text);
    if (text !== undefined && address === undefined)
      problems.push({ file: `--${name}`, line: 0, pointer: "", detail: "must be an address such as 127.0.0.1:8080" });
    return address;
  };
  return { overrides: { public: read("public"), private: read("private") }, problems };
}

function dataOf({ overrides, variables, workingDirectory }: ConfigurationSource): string | undefined {
  const chosen = overrides.data ?? (variables["CLAVIS_DATA"] || undefined);
  return chosen === undefined ? undefined : resolve(workingDirectory, chosen);
}

/** A header in which a scheme carries keys is never recorded, whatever it is called. */
function checkRecorded(names: readonly string[], api: Api | undefined, at: Located, findings: Findings): void {
  const schemes = api === undefined ? [] : schemesOf(api);
  const carriers = new Set(schemes.map((scheme) => (scheme.carrier === "header" ? scheme.parameter : undefined)));
  for (const [index, name] of names.entries()) {
    const place = { value: name, pointer: `${at.pointer}/${index}` };
    if (carriers.has(name) && !findings.within(place.pointer))
      findings.add(place, `"${name}" carries the keys of this API: a record never keeps it`);
  }
}
