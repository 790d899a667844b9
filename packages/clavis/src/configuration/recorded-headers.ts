import type { Findings } from "../description/findings.ts";
import type { Located } from "../description/located.ts";

/** A part of the name that says that the value is a secret, or is made from one. */
const secretPart =
  /(?:^|[-_.])(?:auth|authorization|authentication|cookies?|credentials?|keys?|apikey|pass|password|passwd|secrets?|sessions?|sid|signature|tokens?|jwt|assertion|csrf|xsrf|otp|pin)(?:[-_.]|$)/;

/** The headers that a request record keeps, lower-case. Names that carry credentials are refused (SECURITY LOG-03). */
export function readRecordedHeaders(names: readonly string[], at: Located, findings: Findings): readonly string[] {
  const lower = names.map((name) => name.toLowerCase());
  for (const [index, name] of lower.entries()) {
    if (secretPart.test(name) || /^(?:set-)?cookie2?$/.test(name))
      findings.add({ pointer: `${at.pointer}/${index}` }, `"${name}" carries credentials: a record never keeps it`);
  }
  return [...new Set(lower)];
}
