import type { Findings } from "./findings.ts";
import { follow, isObject, type Located, member } from "./located.ts";
import { walkMembers } from "./walk.ts";

/** Where a `$ref` leads, or why it leads nowhere. */
function targetOf(root: Located, reference: string): Located | { readonly problem: string } {
  if (reference === "#") return root;
  if (!reference.startsWith("#/"))
    return { problem: `"$ref" leads out of this file: bundle the description into one file` };
  const pointer = decoded(reference.slice(1));
  const target = pointer === undefined ? undefined : follow(root, pointer);
  return target?.value === undefined ? { problem: `"$ref" leads to nothing in this file` } : target;
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** Reports every `$ref` that leads out of the document or to nothing. Anchors (`#name`) are a schema's own affair. */
export function checkReferences(root: Located, findings: Findings): void {
  for (const { name, at, chosen } of walkMembers(root)) {
    if (name !== "$ref" || chosen || typeof at.value !== "string" || /^#[^/]/.test(at.value)) continue;
    const target = targetOf(root, at.value);
    if ("problem" in target) findings.add(at, target.problem);
  }
}

/** Follows `$ref` to what it stands for. Undefined, and reported, where that is nothing, elsewhere or a circle. */
export function resolveReference(root: Located, start: Located, findings: Findings): Located | undefined {
  const seen = new Set<string>();
  let at = start;
  while (isObject(at.value) && Object.hasOwn(at.value, "$ref")) {
    const reference = member(at, "$ref");
    const text = findings.text(reference);
    if (text === undefined) return undefined;
    const target = seen.has(at.pointer) ? { problem: `"$ref" leads back to itself` } : targetOf(root, text);
    if ("problem" in target) {
      findings.add(reference, target.problem);
      return undefined;
    }
    seen.add(at.pointer);
    at = target;
  }
  return at;
}
