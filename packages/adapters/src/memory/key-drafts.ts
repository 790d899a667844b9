import { type ApiKey, DirectoryError, type KeyDigest, type KeyOwner, type KeyVersion } from "@clavis/directory";
import { expectAccount } from "./account-drafts.ts";
import { expectApplication } from "./application-drafts.ts";
import type { MemoryDrafts } from "./memory-drafts.ts";
import { hexOf } from "./memory-tables.ts";

export function insertKey(drafts: MemoryDrafts, key: ApiKey, digest: KeyDigest): void {
  expectOwner(drafts, key.owner);
  if (drafts.keys.get(key.id) !== undefined) throw new DirectoryError("conflict", `key "${key.id}" exists already`);
  addDigest(drafts, key, digest);
  drafts.keys.set(key.id, key);
}

export function updateKey(drafts: MemoryDrafts, key: ApiKey): void {
  drafts.keys.set(key.id, updated(drafts, key));
}

export function addKeyVersion(drafts: MemoryDrafts, key: ApiKey, digest: KeyDigest): void {
  const known = updated(drafts, key);
  const { version } = addDigest(drafts, key, digest);
  if (known.versions.some((each) => each.version === version))
    throw new DirectoryError("conflict", `version ${version} of key "${key.id}" exists already`);
  drafts.keys.set(key.id, { ...known, versions: [...known.versions, ...key.versions.slice(-1)] });
}

function expectOwner(drafts: MemoryDrafts, owner: KeyOwner): void {
  if (owner.kind === "account") expectAccount(drafts, owner.number);
  else expectApplication(drafts, owner.id);
}

/** The stored key with those members of this one that can change. */
function updated({ keys }: MemoryDrafts, key: ApiKey): ApiKey {
  const known = keys.get(key.id);
  if (known === undefined) throw new DirectoryError("not_found", `there is no key "${key.id}"`);
  const { name, rights, restrictions, expiresAt, enabled, revokedAt, revokedReason, revision } = key;
  const versions = known.versions.map((version) => ended(version, key.versions));
  const narrowed = { name, rights, restrictions, expiresAt };
  return { ...known, ...narrowed, enabled, revokedAt, revokedReason, revision, versions };
}

function ended(version: KeyVersion, versions: readonly KeyVersion[]): KeyVersion {
  const wanted = versions.find((each) => each.version === version.version);
  return wanted === undefined ? version : { ...version, endsAt: wanted.endsAt };
}

/** Keeps the digest of the key's newest version. */
function addDigest({ digests }: MemoryDrafts, key: ApiKey, digest: KeyDigest): KeyVersion {
  const newest = key.versions.at(-1);
  if (newest === undefined) throw new TypeError(`key "${key.id}" has no version`);
  const hex = hexOf(digest.digest);
  if (digests.get(hex) !== undefined)
    throw new DirectoryError("conflict", `the secret of key "${key.id}" exists already`);
  digests.set(hex, { ...digest, key: key.id, version: newest.version });
  return newest;
}
