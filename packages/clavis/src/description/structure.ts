import { Validator } from "@seriousme/openapi-schema-validator";
import type { Findings } from "./findings.ts";
import { follow, isObject, type Located, member } from "./located.ts";

export type OpenApiVersion = "3.0" | "3.1";

/** The version that decides how everything else is read. Undefined, and reported, where it is none we read. */
export function readVersion(root: Located, findings: Findings): OpenApiVersion | undefined {
  const swagger = member(root, "swagger");
  const at = member(root, "openapi");
  if (!isObject(root.value)) findings.add(root, "is not an OpenAPI description");
  else if (swagger.value !== undefined) findings.add(swagger, "OpenAPI 2.0 is not read: convert it to 3.0 or 3.1");
  else if (typeof at.value !== "string")
    findings.add(at, 'must start with "openapi: 3.0.x" or "openapi: 3.1.x" as text');
  else {
    const version = /^(3\.[01])\.\d+$/.exec(at.value)?.[1];
    if (version === "3.0" || version === "3.1") return version;
    findings.add(at, "only OpenAPI 3.0.x and 3.1.x are read: this is another version");
  }
  return undefined;
}

/** One finding of the JSON Schema validator. */
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  /** Set where a name, not its value, was tried. */
  readonly propertyName?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface SchemaCheck {
  (document: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}

/** The compiled schemas of OpenAPI, made once per validator. Not in its types, but its only synchronous way in. */
interface SchemaSource {
  getAjvValidator(version: OpenApiVersion): SchemaCheck;
}

const isSchemaSource = (value: object): value is SchemaSource =>
  "getAjvValidator" in value && typeof value.getAjvValidator === "function";

/** Checks the document against the OpenAPI project's own JSON Schema of its version and reports all it finds. */
export function checkStructure(root: Located, version: OpenApiVersion, findings: Findings): void {
  const source = new Validator({ allErrors: true });
  if (!isSchemaSource(source)) throw new TypeError("the schema validator has changed its ways");
  const check = source.getAjvValidator(version);
  const errors = runCheck(check, root, findings).filter(({ instancePath }) => !instancePath.startsWith(schemesPath));
  const alternatives = gatherAlternatives(errors);
  const telling = errors.filter((error) => !isNoise(error, errors, root));
  for (const error of telling.length > 0 ? telling : errors.slice(0, 1))
    findings.add(placeOf(error, root), wording(error, alternatives));
}

/** Security schemes are read whole by `readSchemes`, which says more than the schema can. */
const schemesPath = "/components/securitySchemes/";

/** A bad name is reported where it stands. */
function placeOf({ keyword, instancePath, params }: SchemaError, root: Located): Located {
  const at = follow(root, instancePath);
  return keyword === "propertyNames" ? member(at, String(params["propertyName"])) : at;
}

/** A member named `valueOf` or the like can make the validator's comparisons throw: then the document is refused. */
function runCheck(check: SchemaCheck, root: Located, findings: Findings): readonly SchemaError[] {
  try {
    return check(root.value) ? [] : (check.errors ?? []);
  } catch {
    findings.add(root, "can not be checked against the schema of OpenAPI");
    return [];
  }
}

const branching: ReadonlySet<string> = new Set(["oneOf", "anyOf", "if", "not"]);

/**
 * The schema tries each form a value may have and complains about all of them. What only says that another form does
 * not fit either is left out.
 */
function isNoise(error: SchemaError, errors: readonly SchemaError[], root: Located): boolean {
  const { instancePath, keyword, propertyName } = error;
  if (propertyName !== undefined || branching.has(keyword)) return true;
  if (keyword === "required") return isOtherForm(error, errors) || isOtherPlace(error, root);
  if (keyword === "enum") return instancePath.endsWith("/in") && places.has(follow(root, instancePath).value);
  if (keyword !== "unevaluatedProperties") return false;
  return errors.some((other) => other.instancePath === instancePath && branching.has(other.keyword));
}

/** A reference instead of the thing itself, or `content` where `schema` would do. */
function isOtherForm({ instancePath, params }: SchemaError, errors: readonly SchemaError[]): boolean {
  if (params["missingProperty"] !== "content") return params["missingProperty"] === "$ref";
  return errors.some((other) => other.instancePath === instancePath && other.params["missingProperty"] === "schema");
}

const places: ReadonlySet<unknown> = new Set(["path", "query", "header", "cookie"]);

/** Only a parameter in the path has to say `required: true`. */
const isOtherPlace = ({ instancePath, params }: SchemaError, root: Located): boolean =>
  params["missingProperty"] === "required" && member(follow(root, instancePath), "in").value !== "path";

/** The allowed values of every branch, by place. */
function gatherAlternatives(errors: readonly SchemaError[]): ReadonlyMap<string, ReadonlySet<unknown>> {
  const found = new Map<string, Set<unknown>>();
  for (const { keyword, instancePath, params } of errors) {
    const allowed = params["allowedValues"];
    if (keyword !== "enum" || !Array.isArray(allowed)) continue;
    const known = found.get(instancePath) ?? new Set();
    for (const value of allowed) known.add(value);
    found.set(instancePath, known);
  }
  return found;
}

function wording(error: SchemaError, alternatives: ReadonlyMap<string, ReadonlySet<unknown>>): string {
  const { keyword, params, instancePath } = error;
  const unknown = params["additionalProperty"] ?? params["unevaluatedProperty"];
  if (unknown !== undefined) return `has a member "${unknown}" that OpenAPI does not know here`;
  if (keyword === "propertyNames") return "has a name that OpenAPI does not allow here";
  if (keyword === "required") return `misses the member "${params["missingProperty"]}"`;
  if (keyword === "enum") return `must be one of ${[...(alternatives.get(instancePath) ?? [])].join(", ")}`;
  return error.message ?? "is not what OpenAPI expects here";
}
