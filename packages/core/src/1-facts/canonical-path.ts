/**
 * The one spelling of a path (DESIGN 5): unreserved escapes decoded, other escapes kept with upper-case hex, case and
 * trailing slash significant. What two programs could read differently is refused, never repaired.
 */
export type CanonicalPath =
  | { readonly path: string }
  | { readonly code: "request_malformed" | "request_ambiguous"; readonly detail: string };

const ambiguous = (detail: string): CanonicalPath => ({ code: "request_ambiguous", detail });
const malformed = (detail: string): CanonicalPath => ({ code: "request_malformed", detail });

/** Paths with nothing to decode or to doubt, the usual case. */
const plainPath = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*)+\/?$/;
/** RFC 3986 pchar, the slash and the percent sign. */
const pathCharacters = /^[A-Za-z0-9._~!$&'()*+,;=:@/%\\-]*$/;
const unreserved = /^[A-Za-z0-9._~-]$/;
const escapeForm = /%([0-9A-Fa-f]{2})/g;

/** Judges the path part of a request target; the query is cut off before. */
export function canonicalPath(raw: string): CanonicalPath {
  if (plainPath.test(raw) || raw === "/") return { path: raw };
  if (!raw.startsWith("/"))
    return ambiguous("The request target must be a path: absolute URLs, * and host:port are not served.");
  if (raw.includes("\\")) return ambiguous("The path contains a backslash.");
  if (raw.includes(";")) return ambiguous("The path contains a semicolon.");
  if (!pathCharacters.test(raw)) return malformed("The path contains a character that a URL must escape.");
  return decodeEscapes(raw);
}

function decodeEscapes(raw: string): CanonicalPath {
  if (raw.replace(escapeForm, "").includes("%")) return malformed("The path contains a % without two hex digits.");
  const escapes = raw.match(escapeForm) ?? [];
  const bad = escapes.map(escapeFault).find((fault) => fault !== undefined);
  if (bad !== undefined) return ambiguous(bad);
  if (!isUtf8(raw)) return ambiguous("The escapes of the path are not valid UTF-8.");
  const path = raw.replace(escapeForm, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return unreserved.test(character) ? character : code.toUpperCase();
  });
  return segmentsFault(path) ?? { path };
}

function escapeFault(code: string): string | undefined {
  const byte = Number.parseInt(code.slice(1), 16);
  if (byte === 0x2f || byte === 0x5c) return "The path contains an encoded slash or backslash.";
  if (byte < 0x20 || byte === 0x7f) return "The path contains an encoded control character.";
  return undefined;
}

/** decodeURIComponent is strict: overlong forms, surrogates and lone bytes throw. */
function isUtf8(raw: string): boolean {
  try {
    decodeURIComponent(raw);
    return true;
  } catch {
    return false;
  }
}

function segmentsFault(path: string): CanonicalPath | undefined {
  if (path.includes("//")) return ambiguous("The path contains an empty segment (//).");
  const dotted = path.split("/").some((segment) => segment === "." || segment === "..");
  return dotted ? ambiguous("The path contains a dot segment.") : undefined;
}
