import { DirectoryError, type SigningKey } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function insertSigningKey({ signingKeys }: MemoryDrafts, key: SigningKey): void {
  if (signingKeys.get(key.kid) !== undefined)
    throw new DirectoryError("conflict", `signing key "${key.kid}" exists already`);
  signingKeys.set(key.kid, key);
}

export function updateSigningKey({ signingKeys }: MemoryDrafts, key: SigningKey): void {
  const { kid, activeAt, retiresAt, endsAt, revision } = key;
  const known = signingKeys.get(kid);
  if (known === undefined) throw new DirectoryError("not_found", `there is no signing key "${kid}"`);
  signingKeys.set(kid, { ...known, activeAt, retiresAt, endsAt, revision });
}

/** Signing keys by kid, ascending, as bytes. */
export const inOrder = (keys: readonly SigningKey[]): readonly SigningKey[] =>
  keys.toSorted((one, other) => (one.kid < other.kid ? -1 : 1));
