import { maxHostLength } from "./host.ts";
import { printable } from "./printable.ts";
import type { RefusalValues } from "./refusal.ts";

/** What stands where a secret stood. */
const blot = "…";

/**
 * What looks like a credential wherever it stands: our own key form with any prefix, in any case, JWTs, and the 48
 * hexadecimal digits that a session's cookie holds; digests are shorter or longer. A key that lost its end is one still:
 * of 20 characters the rest could be guessed by nobody, of 29 by anybody.
 */
const credentialLike =
  /[a-z][a-z0-9]{0,15}(?:_|%(?:25)*5f)[a-z][a-z0-9]{0,15}(?:_|%(?:25)*5f)[0-9a-z]{20,}|eyj[a-z0-9_-]{8,}\.[a-z0-9_-]+(?:\.[a-z0-9_-]*)?|(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])/gi;

/** Most texts have nothing to hide: one quick look decides whether the slow ones are needed. */
const doubtful = /[^ -~]|(?:_|5[fF])[0-9A-Za-z]{20}|[eE][yY][jJ]|[0-9A-Fa-f]{48}/;

/** What is looked at behind the cut: enough to know a key that begins before it. */
const overhang = 64;

/**
 * A client's text as a record may keep it: credentials blotted out, unprintable characters replaced, cut to length. Cut
 * before it is searched: a search for JWTs takes time by the square of the length, and the client chooses that.
 */
export function blotted(text: string, length: number): string {
  const near = text.length > length + overhang ? text.slice(0, length + overhang) : text;
  const safe = doubtful.test(near) ? printable(near).replace(credentialLike, blot) : near;
  return safe.length > length || near !== text ? `${safe.slice(0, length - 1)}${blot}` : safe;
}

const hostCharacters = /^[a-z0-9.:[\]_-]*$/;

/** A lower-case host as a record may keep it. What is none could be a user and a password with it. */
export const blottedHost = (host: string): string => (hostCharacters.test(host) ? blotted(host, maxHostLength) : blot);

const maxQuery = 500;
const plainName = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,39}$/;

/** A query with every value blotted out, and every name that does not look like one. */
export function blottedQuery(query: string): string {
  const names = query.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const shown = equals >= 0 && plainName.test(name) ? blotted(name, 40) : blot;
    return equals < 0 ? shown : `${shown}=${blot}`;
  });
  // Each name is blotted: only its length is left to look at.
  const text = names.join("&");
  return text.length > maxQuery ? `${text.slice(0, maxQuery - 1)}${blot}` : text;
}

const maxListed = 20;

/** A refusal's values as they may be shown: texts as `blotted` leaves them, lists cut to their first members. */
export function blottedValues(values: RefusalValues): RefusalValues {
  const shown = Object.entries(values).map(([name, value]) => [name, blottedValue(value)] as const);
  return Object.fromEntries(shown);
}

function blottedValue(value: RefusalValues[string]): RefusalValues[string] {
  if (typeof value === "string") return blotted(value, 200);
  return typeof value === "object" ? value.slice(0, maxListed).map((text) => blotted(text, 200)) : value;
}

const escapedWordCharacter = /%(?:[46][1-9a-f]|[57][0-9a]|3[0-9]|5f)/gi;
const decoded = (code: string): string => String.fromCharCode(Number.parseInt(code.slice(1), 16));

/**
 * A request target's path that has no canonical form, to be kept: escapes can not hide a credential in it, and what
 * stands where a URL has its user, password and host is gone.
 */
export function blottedTarget(target: string, length: number): string {
  const plain = target.replace(escapedWordCharacter, decoded);
  const safe = plain.startsWith("/")
    ? plain.replace(/\/\/[^/]*@/g, `//${blot}@`)
    : plain.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*/i, `$1${blot}`);
  return blotted(safe, length);
}
