/**
 * Look-ups in a raw header list: names and values in turn, any case. A scan that compares lengths first is quicker
 * than building a table for the few names a decision needs. `name` is always given in lower case.
 */

const isNamed = (candidate: string | undefined, name: string): boolean =>
  candidate !== undefined &&
  candidate.length === name.length &&
  (candidate === name || candidate.toLowerCase() === name);

/** The first value of a header. */
export function headerValue(headers: readonly string[], name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) if (isNamed(headers[at], name)) return headers[at + 1];
  return undefined;
}

/** How often a header occurs. */
export function headerCount(headers: readonly string[], name: string): number {
  let count = 0;
  for (let at = 0; at < headers.length; at += 2) if (isNamed(headers[at], name)) count++;
  return count;
}

const none: readonly string[] = [];

/** All values of a header, in order. */
export function headerValues(headers: readonly string[], name: string): readonly string[] {
  let values: string[] | undefined;
  for (let at = 0; at < headers.length; at += 2) {
    if (!isNamed(headers[at], name)) continue;
    values ??= [];
    values.push(headers[at + 1] ?? "");
  }
  return values ?? none;
}
