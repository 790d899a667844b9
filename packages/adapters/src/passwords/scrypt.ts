import { scrypt, timingSafeEqual } from "node:crypto";
import { flaw, type HashFormat, unpaddedBytes } from "./hash-format.ts";

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{2,86})\$([A-Za-z0-9+/]{22,86})$/;
/** N times r times p, as of ln=17,r=8,p=1: about half a second, and 128 MiB where p is 1. */
const maxWork = 2 ** 20;
const mebibyte = 2 ** 20;

/** scrypt (RFC 7914) as PHC strings, as passlib writes them. */
export const scryptFormat: HashFormat = {
  claims: (text) => text.startsWith("$scrypt$"),
  read: (text) => {
    const [, ln, r, p, salt = "", hash = ""] = form.exec(text) ?? [];
    const [saltBytes, tag] = [unpaddedBytes(salt), unpaddedBytes(hash)];
    const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
    const work = cost.N * cost.r * cost.p;
    if (!(work > 0) || cost.N < 2 || saltBytes === undefined || tag === undefined)
      return flaw("must have the form $scrypt$ln=…,r=…,p=…$salt$hash");
    if (work > maxWork) return flaw("asks for too much: at most ln=17,r=8,p=1, or as much work");
    const parameters = { ...cost, maxmem: 2 * 128 * maxWork + mebibyte };
    return {
      kind: "read",
      verify: async (password) => timingSafeEqual(await tagOf(password, saltBytes, tag.length, parameters), tag),
    };
  },
};

const tagOf = (
  password: string,
  salt: Uint8Array,
  length: number,
  parameters: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number },
): Promise<Uint8Array> =>
  new Promise((resolve, reject) =>
    scrypt(password, salt, length, parameters, (error, tag) => (error === null ? resolve(tag) : reject(error))),
  );
