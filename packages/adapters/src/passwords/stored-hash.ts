import { argon2Format, readArgon2 } from "./argon2.ts";
import { parseArgon2 } from "./argon2-phc.ts";
import { bcryptFormat } from "./bcrypt.ts";
import { flaw, type HashFlaw, type HashFormat, type ReadHash } from "./hash-format.ts";
import { pbkdf2Format } from "./pbkdf2.ts";
import { scryptFormat } from "./scrypt.ts";

const formats: readonly HashFormat[] = [argon2Format, bcryptFormat, scryptFormat, pbkdf2Format];
const known = "argon2, bcrypt, scrypt and pbkdf2 are known";

/** Names of formats that are met with and not known here, by what they begin with. */
const strangers: ReadonlyMap<string, string> = new Map([
  ["1", "MD5-crypt"],
  ["apr1", "Apache's MD5-crypt"],
  ["5", "SHA-256-crypt"],
  ["6", "SHA-512-crypt"],
  ["7", "the scrypt of crypt"],
  ["y", "yescrypt"],
  ["P", "phpass"],
  ["H", "phpass"],
]);

/** Reads a hash that was made elsewhere. The flaw names what is wrong and what would be right, and repeats no secret. */
export function readForeignHash(text: string): ReadHash | HashFlaw {
  const format = formats.find(({ claims }) => claims(text));
  if (format !== undefined) return format.read(text);
  if (/^[0-9a-fA-F]{40}$/.test(text)) return flaw("is a bare SHA-1 digest: give it as passwordSha1");
  const [, name] = /^\$?([A-Za-z0-9_-]{1,24})\$/.exec(text) ?? [];
  if (name === undefined) return flaw(`is of no format that is known here; ${known}`);
  return flaw(`is of the format ${strangers.get(name) ?? `"${name}"`}, which is not known here; ${known}`);
}

/** Reads a hash that stands in the store: our own may have been made with more than is accepted from elsewhere. */
export function readStoredHash(text: string): ReadHash | undefined {
  const own = parseArgon2(text);
  if (own !== undefined) return readArgon2(own);
  const foreign = readForeignHash(text);
  return foreign.kind === "read" ? foreign : undefined;
}
