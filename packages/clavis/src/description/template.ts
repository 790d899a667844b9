import { canonicalPath } from "@clavis/core";

/** One segment of a path template. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string };

/** Why a path without parameters is not canonical (DESIGN 5), so that no request could ever match it. */
export function literalPathProblem(path: string): string | undefined {
  const canonical = canonicalPath(path);
  if (!("path" in canonical)) return canonical.detail;
  return canonical.path === path ? undefined : `The path is not in its canonical form: write ${canonical.path}`;
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
  return problem === undefined ? whole : { problem };
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
