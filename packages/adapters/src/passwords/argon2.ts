import { argon2, timingSafeEqual } from "node:crypto";
import { type Argon2Hash, parseArgon2 } from "./argon2-phc.ts";
import { flaw, type HashFormat, type ReadHash } from "./hash-format.ts";

/** KiB in all passes together, 1 GiB: about a second. Of memory a quarter of that. */
const maxWork = 1024 * 1024;
const maxMemory = maxWork / 4;

/** argon2id, argon2i and argon2d (RFC 9106) as PHC strings. */
export const argon2Format: HashFormat = {
  claims: (text) => text.startsWith("$argon2"),
  read: (text) => {
    const hash = parseArgon2(text);
    if (hash === undefined)
      return flaw("must have the form $argon2id$v=19$m=…,t=…,p=…$salt$hash, argon2i and argon2d too, version 19 only");
    if (hash.memory > maxMemory || hash.memory * hash.passes > maxWork)
      return flaw("asks for too much: at most m=262144, and at most 1048576 for m times t");
    return readArgon2(hash);
  },
};

export const readArgon2 = (hash: Argon2Hash): ReadHash => ({
  kind: "read",
  verify: async (password) => timingSafeEqual(await argon2Tag(password, hash, hash.tag.length), hash.tag),
});

/** The tag of a password, so many bytes long. */
export function argon2Tag(password: string, hash: Omit<Argon2Hash, "tag">, tagLength: number): Promise<Uint8Array> {
  const { variant, memory, passes, parallelism, salt } = hash;
  const parameters = { message: Buffer.from(password), nonce: salt, parallelism, tagLength, memory, passes };
  return new Promise((resolve, reject) =>
    argon2(variant, parameters, (error, tag) => (error === null ? resolve(tag) : reject(error))),
  );
}
