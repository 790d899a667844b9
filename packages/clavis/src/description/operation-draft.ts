import { isActionWord, isPrintable, type Operation, ownModules } from "@clavis/core";
import { readAction } from "./action.ts";
import { checkServers } from "./base-path.ts";
import type { DescriptionSettings } from "./description.ts";
import type { Findings } from "./findings.ts";
import { isObject, type Located, member, members } from "./located.ts";
import { checkParameters, type PathParameters, readPathParameters } from "./path-parameter.ts";
import { resolveReference } from "./references.ts";
import { isModuleName } from "./right-names.ts";
import { parameterNames, parseTemplate, type Segment } from "./template.ts";

/** An operation before its `security` is read: which rights exist is known only when all drafts are. */
export interface OperationDraft {
  readonly at: Located;
  readonly operation: Omit<Operation, "security">;
}

const methods = ["get", "head", "options", "put", "patch", "delete", "post"] as const;

/** What every operation of one path shares. */
interface PathItem {
  readonly root: Located;
  readonly at: Located;
  /** With the base path. */
  readonly template: string;
  /** Without it. */
  readonly segments: readonly Segment[];
  readonly parameters: PathParameters;
  readonly settings: DescriptionSettings;
}

/** Reads every operation under `paths`; webhooks and callbacks are calls that the provider makes, not serves. */
export function readDrafts(
  root: Located,
  basePath: string,
  settings: DescriptionSettings,
  findings: Findings,
): OperationDraft[] {
  const paths = findings.members(member(root, "paths")).filter(([path]) => !path.startsWith("x-"));
  return paths.flatMap(([path, start]) => {
    const at = resolveReference(root, start, findings);
    const segments = parseTemplate(path);
    if ("problem" in segments) findings.add(start, segments.problem);
    if (at === undefined || "problem" in segments) return [];
    if (at !== start) checkAlone(start, findings);
    checkSuffix(start, path, settings.formatSuffix, findings);
    checkServers(member(at, "servers"), basePath, settings.basePath, findings);
    const parameters = readPathParameters(root, member(at, "parameters"), new Map(), findings);
    const item = { root, at, template: basePath + path, segments, parameters, settings };
    return readPathItem(item, (operation) => checkServers(operation, basePath, settings.basePath, findings), findings);
  });
}

/** OpenAPI leaves open what members beside the `$ref` of a path mean, so nothing that counts may stand there. */
function checkAlone(start: Located, findings: Findings): void {
  for (const [name, at] of members(start)) {
    if (name !== "$ref" && name !== "summary" && name !== "description" && !name.startsWith("x-"))
      findings.add(at, 'stands beside a "$ref" of a path, which would hide it: move it');
  }
}

/** What is cut off every path before it is matched can not be part of one. */
function checkSuffix(at: Located, path: string, suffix: string | undefined, findings: Findings): void {
  if (suffix !== undefined && path.endsWith(suffix))
    findings.add(at, `ends with ${suffix}, which api.formatSuffix removes: describe the path without it`);
}

function readPathItem(item: PathItem, checkServersAt: (at: Located) => void, findings: Findings): OperationDraft[] {
  const trace = member(item.at, "trace");
  if (trace.value !== undefined) findings.add(trace, "TRACE is never served (SECURITY HTT-11): leave it out");
  return methods.flatMap((method) => {
    const at = member(item.at, method);
    if (at.value === undefined) return [];
    if (!isObject(at.value)) {
      findings.addShape(at, "an object");
      return [];
    }
    checkServersAt(member(at, "servers"));
    return [{ at, operation: readOperation(item, method, at, findings) }];
  });
}

function readOperation(item: PathItem, method: string, at: Located, findings: Findings): OperationDraft["operation"] {
  const names = parameterNames(item.segments);
  const declared = readPathParameters(item.root, member(at, "parameters"), item.parameters, findings);
  checkParameters(at, names, declared, findings);
  const upstream = readUpstreamName(member(at, "x-clavis-upstream"), item.settings.upstreams, findings);
  const entity = readParameterName(member(at, "x-clavis-entity"), names, findings) ?? names[0];
  return {
    id: readId(at, findings) ?? `${method.toUpperCase()} ${item.template}`,
    owner: "provider",
    method: method.toUpperCase(),
    template: item.template,
    module: readModule(at, item.segments, findings),
    action: readAction(at, method, names.length > 0, findings),
    entity,
    spelling: entity === undefined ? undefined : declared.get(entity),
    account: readParameterName(member(at, "x-clavis-account"), names, findings),
    ...(upstream === undefined ? {} : { upstream }),
    ...(findings.flag(member(at, "x-clavis-one-time")) ? { oneTime: true } : {}),
    ...costOf(member(at, "x-clavis-cost"), findings),
  };
}

const maxCost = 1_000_000;

/** What one call counts. Nothing can cost nothing: a limit would not concern it. */
function costOf({ value, pointer }: Located, findings: Findings): Pick<Operation, "cost"> {
  if (value === undefined) return {};
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxCost) return { cost: Number(value) };
  findings.addShape({ value, pointer }, `a whole number from 1 to ${maxCost}`);
  return {};
}

/** Every environment serves every operation, so each must have what one names. */
function readUpstreamName(
  at: Located,
  upstreams: DescriptionSettings["upstreams"],
  findings: Findings,
): string | undefined {
  const name = findings.text(at);
  if (name === undefined) return undefined;
  const missing = [...upstreams].filter(([, names]) => !names.has(name)).map(([environment]) => environment);
  if (missing.length > 0)
    findings.add(at, `names an upstream that clavis.yaml does not have under upstreams of ${missing.join(" and ")}`);
  return name;
}

function readId(operation: Located, findings: Findings): string | undefined {
  const at = member(operation, "operationId");
  const id = findings.text(at);
  if (id === undefined) return undefined;
  if (isActionWord(id)) findings.add(at, `"${id}" is an action of every right: give the operation another operationId`);
  if (!/^.{1,200}$/u.test(id) || !isPrintable(id)) findings.add(at, "must be 1 to 200 printable characters");
  return id;
}

function readModule(operation: Located, segments: readonly Segment[], findings: Findings): string {
  const at = member(operation, "x-clavis-module");
  const named = findings.text(at);
  const first = segments[0];
  const module = named ?? (first?.kind === "literal" ? first.text : "");
  const place = named === undefined ? operation : at;
  if (ownModules.has(module))
    findings.add(place, `the module "${module}" is Clavis's own: name another with x-clavis-module`);
  else if (!isModuleName(module))
    findings.add(
      place,
      "has no module that a right could name: name one with x-clavis-module (letters, digits, _ . ~ -)",
    );
  return module;
}

function readParameterName(at: Located, names: readonly string[], findings: Findings): string | undefined {
  const name = findings.text(at);
  if (name === undefined || names.includes(name)) return name;
  findings.add(
    at,
    `must name a parameter of the path${names.length === 0 ? ", which has none" : `: ${names.join(", ")}`}`,
  );
  return undefined;
}
