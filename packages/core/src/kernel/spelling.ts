import type { Spelling } from "./operation.ts";

const integerForm = /^(?:0|-?[1-9][0-9]{0,18})$/;
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The value as rights name it, or undefined where it is written in another way than its schema fixes. */
export function oneSpelling(spelling: Spelling | undefined, value: string): string | undefined {
  switch (spelling?.kind) {
    case undefined:
      return value;
    case "integer":
      return integerForm.test(value) ? value : undefined;
    case "uuid":
      return uuidForm.test(value.toLowerCase()) ? value.toLowerCase() : undefined;
    case "lower":
      return /^[a-z0-9._~-]+$/.test(value) ? value : undefined;
    case "upper":
      return /^[A-Z0-9._~-]+$/.test(value) ? value : undefined;
    case "enum":
      return spelling.values.includes(value) ? value : undefined;
  }
}

/**
 * True when a right that names this entity means it: one of the spellings knows the value, and all that do write it so.
 * Another form of the same entity would never match a request.
 */
export function isSpelt(entity: string, spellings: readonly Spelling[]): boolean {
  const forms = spellings.map((spelling) => oneSpelling(spelling, entity)).filter((form) => form !== undefined);
  return forms.length > 0 && forms.every((form) => form === entity);
}

/** What a value must be, to complete "must be ...". */
export function expectationOf(spelling: Spelling | undefined): string {
  switch (spelling?.kind) {
    case undefined:
      return "any value";
    case "integer":
      return "a whole number without leading zeros";
    case "uuid":
      return "a UUID";
    case "lower":
      return "lower-case letters and digits";
    case "upper":
      return "upper-case letters and digits";
    case "enum":
      return `one of ${spelling.values.join(", ")}`;
  }
}
