import type { Static } from "typebox";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located } from "../description/located.ts";
import { insecureSchema, legacySchema } from "./schema/weakenings.ts";
import { readSection } from "./section.ts";

/** What today's standards advise against and is allowed nevertheless. */
export interface Legacy {
  readonly keyInQuery: boolean;
  readonly loginInQuery: boolean;
  /** Whose passwords may arrive as their SHA-1: nobody's where the set is empty. */
  readonly sha1Login: "everyone" | ReadonlySet<string>;
}

/** What opens a hole and is allowed nevertheless. */
export interface Insecure extends Omit<Static<typeof insecureSchema>, "cookieWithoutOrigin"> {
  /** operationIds. */
  readonly cookieWithoutOrigin: ReadonlySet<string>;
}

/** Undefined where something is wrong; then it is among the findings. */
export function readLegacy(at: Located, findings: Findings): Legacy | undefined {
  const everyone = isObject(at.value) && at.value["sha1Login"] === true;
  const members = readSection(legacySchema, { ...at, value: withList(at.value) }, findings);
  return members && { ...members, sha1Login: everyone ? "everyone" : new Set(members.sha1Login) };
}

/** `true` and `false` are no lists: what they say is read beside the schema. */
const withList = (value: unknown): unknown =>
  isObject(value) && typeof value["sha1Login"] === "boolean" ? { ...value, sha1Login: [] } : value;

/** Undefined where something is wrong; then it is among the findings. */
export function readInsecure(at: Located, findings: Findings): Insecure | undefined {
  const members = readSection(insecureSchema, at, findings);
  return members && { ...members, cookieWithoutOrigin: new Set(members.cookieWithoutOrigin) };
}
