import { headerValues } from "../kernel/header.ts";

/**
 * The values of a cookie, by its exact name, over all Cookie headers (RFC 6265 section 5.4). A look-alike with blanks or
 * other characters around the name is another cookie.
 */
export function cookieValues(headers: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (const header of headerValues(headers, "cookie")) {
    for (const part of header.split(";")) {
      const pair = part.startsWith(" ") ? part.slice(1) : part;
      if (pair.startsWith(`${name}=`)) values.push(pair.slice(name.length + 1));
    }
  }
  return values;
}
