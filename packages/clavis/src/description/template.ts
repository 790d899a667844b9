/** One segment of a path template. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string };

const literalForm = /^(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-F]{2})*$/;
/** Escapes of unreserved characters, slashes and control characters: there is a plainer spelling, or none is served. */
const needlessEscape = /%(?:2D|2E|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AEF]|2F|5C|[01][0-9A-F])/;

/** Why a path without parameters is not canonical (DESIGN 5), so that no request could ever match it. */
export function literalPathProblem(path: string): string | undefined {
  const segments = path.split("/").slice(1);
  if (segments.slice(0, -1).includes("")) return "has an empty segment (//)";
  if (segments.includes(".") || segments.includes("..")) return "has a dot segment";
  if (!segments.every((segment) => literalForm.test(segment)))
    return "has a character that must be percent-encoded with upper-case hex, or that no request may carry";
  return needlessEscape.test(path) || !isUtf8(path) ? "has an escape where a plain character belongs" : undefined;
}

function isUtf8(path: string): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** Cuts a template into segments, or says why it can not be matched segment by segment. */
export function parseTemplate(template: string): readonly Segment[] | { readonly problem: string } {
  if (!template.startsWith("/")) return { problem: "a path must start with /" };
  const segments = template.slice(1).split("/").map(parseSegment);
  const broken = segments.find((segment) => "problem" in segment);
  if (broken !== undefined && "problem" in broken) return broken;
  const whole = segments.filter((segment) => "kind" in segment);
  const names = whole.flatMap((segment) => (segment.kind === "parameter" ? [segment.name] : []));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `the parameter {${twice}} stands in this path twice` };
  const problem = literalPathProblem(`/${whole.map((one) => (one.kind === "literal" ? one.text : "x")).join("/")}`);
  return problem === undefined ? whole : { problem: `the path ${problem}` };
}

function parseSegment(text: string): Segment | { readonly problem: string } {
  const name = /^\{([^{}]+)\}$/.exec(text)?.[1];
  if (name !== undefined) return { kind: "parameter", name };
  if (/[{}]/.test(text))
    return { problem: `a parameter must fill a whole segment of the path, not a part of "${text}"` };
  return { kind: "literal", text };
}

/** The names of a template's parameters, in order. */
export const parameterNames = (segments: readonly Segment[]): string[] =>
  segments.flatMap((segment) => (segment.kind === "parameter" ? [segment.name] : []));
