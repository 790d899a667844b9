import type { Match } from "../kernel/operation-table.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Case } from "./case.ts";

/** `request`: well-formed and unambiguous. */
export function requestCheck({ facts, presented }: Case): Refusal | undefined {
  if (facts.flaw !== undefined) return facts.flaw;
  const { fault, target } = presented;
  if (fault?.check === "request") return fault;
  return target.kind === "misspelt" ? misspelling(target) : undefined;
}

function misspelling({ operation, expected }: Extract<Match, { kind: "misspelt" }>): Refusal {
  const detail = `The path parameter "${operation.entity}" must be ${expected}.`;
  return refusal("request", "request_ambiguous", "operation.entity", detail, { operation: operation.id });
}

/** `operation`: known. */
export function operationCheck({ facts, presented: { target } }: Case): Refusal | undefined {
  switch (target.kind) {
    case "unknown-path":
      return refusal("operation", "not_found", "description", "No operation has this path.");
    case "unknown-method": {
      const detail = `This path has no ${facts.method}; it has ${target.allow.join(", ")}.`;
      return { ...refusal("operation", "method_not_allowed", "description", detail), allow: target.allow };
    }
    case "misspelt":
    case "preflight":
    case "operation":
      return undefined;
  }
}
