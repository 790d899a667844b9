/** What stands where a secret stood. */
const blot = "…";

/** What looks like a credential wherever it stands: our own key form with any prefix, and JWTs. */
const credentialLike =
  /[a-z][a-z0-9]{0,15}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{30,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g;

/** Control characters, line and paragraph separators, and marks that turn the direction of text (SECURITY LOG-04). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be replaced
const unprintable = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A client's text as a record may keep it: credentials blotted out, unprintable characters replaced, cut to length. */
export function blotted(text: string, length: number): string {
  const safe = text.replace(unprintable, "�").replace(credentialLike, blot);
  return safe.length > length ? `${safe.slice(0, length - 1)}${blot}` : safe;
}

const plainName = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,39}$/;

/** A query with every value blotted out, and every name that does not look like one. */
export function blottedQuery(query: string): string {
  const names = query.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const shown = equals >= 0 && plainName.test(name) ? blotted(name, 40) : blot;
    return equals < 0 ? shown : `${shown}=${blot}`;
  });
  return blotted(names.join("&"), 500);
}
