import type { Operation } from "@clavis/core";
import type { Findings } from "./findings.ts";
import { member } from "./located.ts";
import type { OperationDraft } from "./operation-draft.ts";

type Rule = Pick<Operation, "id" | "method" | "template">;

/** What a method and a template match, whatever the parameters are called. */
const shapeOf = ({ method, template }: Rule): string => `${method} ${template.replace(/\{[^{}]+\}/g, "{}")}`;

const nameOf = ({ id, method, template }: Rule): string =>
  id === `${method} ${template}` ? id : `${id} (${method} ${template})`;

/**
 * Two operations of one method match the same request with neither more literal at the first segment in which they
 * differ exactly when their templates differ in parameter names alone. That, a collision with an operation of Clavis,
 * and an operationId used twice, also by Clavis itself, are problems.
 */
export function checkDistinct(drafts: readonly OperationDraft[], own: readonly Operation[], findings: Findings): void {
  const ownShapes = new Map(own.map((operation) => [shapeOf(operation), operation]));
  const shapes = new Map<string, Rule>();
  const ids = new Map<string, Rule>(own.map((operation) => [operation.id, operation]));
  for (const { at, operation } of drafts) {
    const shape = shapeOf(operation);
    const ours = ownShapes.get(shape);
    const twin = shapes.get(shape);
    const namesake = ids.get(operation.id);
    if (ours !== undefined) findings.add(at, `collides with Clavis's own operation ${nameOf(ours)}`);
    if (twin !== undefined) findings.add(at, `${nameOf(operation)} matches the same requests as ${nameOf(twin)}`);
    if (namesake !== undefined && twin === undefined)
      findings.add(
        member(at, "operationId"),
        `the operationId "${operation.id}" is used by ${namesake.method} ${namesake.template} too`,
      );
    if (twin === undefined) shapes.set(shape, operation);
    if (namesake === undefined) ids.set(operation.id, operation);
  }
}
