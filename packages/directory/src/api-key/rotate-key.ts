import { composeApiKey } from "@clavis/core";
import type { Directory, DirectorySettings, Operator } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import { raiseEpochIn } from "../epoch/raise-epoch.ts";
import { actorOf, holdsAll } from "../right/giver.ts";
import type { ApiKey, KeyVersion } from "./api-key.ts";
import { expectKey, recordKeyChange, refuseRevoked } from "./change-key.ts";
import { type IssuedKey, newVersion } from "./create-key.ts";
import { findOwner, type OwnerState } from "./find-owner.ts";
import { liesWithinBounds } from "./key-bounds.ts";
import type { KeyMaker } from "./new-key-rules.ts";
import type { KeyScope } from "./read-keys.ts";

const maxOverlap = 366 * 24 * 3600;

/**
 * Gives a key a new secret. Its older ones stop working after `overlap` seconds, 0 for at once, or earlier where they
 * end earlier. At once is for a secret that others may have: what was derived from the key (tokens, their refreshing)
 * ends then, too. Nothing else of the key changes, its expiry least of all. Whoever is shown the secret may do what the key
 * may: a caller must hold all of it, over no link that the key does not end with, and by a credential no narrower
 * than the key (SECURITY KEY-04).
 *
 * DirectoryError `validation_failed` for an overlap out of range, `not_found`, `conflict` for a key that is revoked, has
 * expired, or whose environment is not configured any more, `right_missing` for one that may do more than the caller.
 */
export async function rotateKey(
  directory: Directory,
  by: Operator | KeyMaker,
  id: string,
  overlap: number,
  scope?: KeyScope,
): Promise<IssuedKey> {
  if (!Number.isInteger(overlap) || overlap < 0 || overlap > maxOverlap)
    throw inputError([{ member: "overlap", detail: `must be a whole number of seconds from 0 to ${maxOverlap}` }]);
  const { settings, store, digests, clock, randomBytes } = directory;
  return await store.change(async (change) => {
    const before = await expectKey(change, id, scope);
    const time = clock();
    refuseRevoked(before);
    refuseExpired(before, time);
    if (typeof by !== "string") refuseWider(by, before, await findOwner(change, before.owner));
    const secret = composeApiKey(settings.keyPrefix, keyTagOf(settings, before), randomBytes);
    const versions = endVersions(before.versions, time + overlap * 1000);
    const after = { ...before, versions: [...versions, newVersion(versions.length + 1, secret, time)] };
    const revision = await recordKeyChange(directory, change, actorOf(by), "key.rotate", before, after);
    const key = { ...after, revision };
    await change.addKeyVersion(key, digests.digest(secret));
    if (overlap === 0) await raiseEpochIn(directory, change, "key", id);
    return { key, secret };
  });
}

/** The versions, none of which works later than `end`. */
function endVersions(versions: readonly KeyVersion[], end: number): readonly KeyVersion[] {
  return versions.map((version) => ({ ...version, endsAt: Math.min(version.endsAt ?? end, end) }));
}

/** Of the lists above a key one within each limit is enough: each must allow whatever is done with it. */
function refuseWider(by: KeyMaker, key: ApiKey, owner: OwnerState | undefined): void {
  const { id, rights, ceilings, links } = key;
  const lists = [rights, ...ceilings, ...(owner === undefined ? [] : [owner.rights])];
  const isNarrow = liesWithinBounds(by, key) && by.links.every((link) => links.includes(link));
  if (isNarrow && holdsAll(by, lists)) return;
  throw new DirectoryError("right_missing", `key "${id}" may do more than you: its secret is not yours to make`);
}

function refuseExpired({ id, expiresAt }: ApiKey, time: number): void {
  if (expiresAt !== undefined && expiresAt <= time)
    throw new DirectoryError("conflict", `key "${id}" has expired, and a new secret would not change that`);
}

function keyTagOf({ environments }: DirectorySettings, key: ApiKey): string {
  const environment = environments.find(({ name }) => name === key.environment);
  if (environment !== undefined) return environment.keyTag;
  throw new DirectoryError("conflict", `key "${key.id}" is of environment "${key.environment}", which does not exist`);
}
