import { pbkdf2, timingSafeEqual } from "node:crypto";
import { flaw, type HashFlaw, type HashFormat, type ReadHash, unpaddedBytes } from "./hash-format.ts";

/** `$pbkdf2-sha256$i=29000,l=32$salt$hash`; and passlib's `$pbkdf2-sha256$29000$…`, whose base64 has a dot for the plus. */
const phcForm =
  /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=(\d{1,8})(?:,l=(\d{1,2}))?|(\d{1,8}))\$([A-Za-z0-9+/.]{2,128})\$([A-Za-z0-9+/.]{22,86})$/;
/** Django's: the salt is a text. */
const djangoForm = /^pbkdf2_(sha1|sha256)\$(\d{1,8})\$([A-Za-z0-9]{2,128})\$([A-Za-z0-9+/]{22,86})={0,2}$/;
/** About a second with SHA-256. */
const maxIterations = 2_000_000;

interface Pbkdf2Hash {
  readonly digest: string;
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

/** PBKDF2 (RFC 8018) with HMAC-SHA-1, -SHA-256 and -SHA-512: PHC strings, passlib's and Django's. */
export const pbkdf2Format: HashFormat = {
  claims: (text) => /^(\$pbkdf2[-$]|pbkdf2_)/.test(text),
  read: (text) => {
    const hash = parsePhc(text) ?? parseDjango(text);
    if (hash === undefined || hash.iterations < 1)
      return flaw(
        "must have the form $pbkdf2-sha256$i=…$salt$hash, $pbkdf2-sha256$…$salt$hash or pbkdf2_sha256$…$salt$hash, with sha1, sha256 or sha512",
      );
    return readPbkdf2(hash);
  },
};

function readPbkdf2({ digest, iterations, salt, tag }: Pbkdf2Hash): ReadHash | HashFlaw {
  if (iterations > maxIterations) return flaw(`asks for too much: at most ${maxIterations} iterations`);
  const tagOf = (password: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) =>
      pbkdf2(password, salt, iterations, tag.length, digest, (error, made) =>
        error === null ? resolve(made) : reject(error),
      ),
    );
  return { kind: "read", verify: async (password) => timingSafeEqual(await tagOf(password), tag) };
}

function parsePhc(text: string): Pbkdf2Hash | undefined {
  const [, digest = "sha1", named, length, bare, salt = "", hash = ""] = phcForm.exec(text) ?? [];
  // A dot belongs to passlib's alphabet alone, a plus to the other one alone.
  const foreign = named === undefined ? "+" : ".";
  if (salt === "" || salt.includes(foreign) || hash.includes(foreign)) return undefined;
  const [saltBytes, tag] = [bytesOf(salt), bytesOf(hash)];
  if (saltBytes === undefined || tag === undefined || Number(length ?? tag.length) !== tag.length) return undefined;
  return { digest, iterations: Number(named ?? bare), salt: saltBytes, tag };
}

const bytesOf = (text: string): Uint8Array | undefined => unpaddedBytes(text.replaceAll(".", "+"));

function parseDjango(text: string): Pbkdf2Hash | undefined {
  const [, digest, iterations, salt, hash = ""] = djangoForm.exec(text) ?? [];
  const tag = unpaddedBytes(hash);
  if (digest === undefined || salt === undefined || tag === undefined) return undefined;
  return { digest, iterations: Number(iterations), salt: Buffer.from(salt), tag };
}
