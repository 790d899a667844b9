import { readFileSync } from "node:fs";
import { join } from "node:path";

/** True for a secret that is published somewhere: whoever looks for weak tokens tries it first. */
export type IsKnownSecret = (secret: Uint8Array) => boolean;

/** Reads the list that comes with Clavis: secrets of 32 characters and more found in public code and lists. */
export function readKnownSecrets(): IsKnownSecret {
  const known = new Set(readFileSync(join(import.meta.dirname, "known-secrets.txt"), "latin1").split(/\r?\n/));
  return (secret) => known.has(Buffer.from(secret).toString("latin1"));
}
