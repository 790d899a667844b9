import { composeApiKey } from "@clavis/core";
import { canonicalJson } from "../audit/canonical-json.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Directory, Operator } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { actorOf, type Giver } from "../right/giver.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type ApiKey, type KeyVersion, keyView } from "./api-key.ts";
import { ceilingsOf, grantedRights, limitingLists } from "./ceilings.ts";
import { generateKeyId } from "./key-id.ts";
import { judgeNewKey, type NewKey } from "./new-key-rules.ts";
import { canonicalRestrictions } from "./restrictions.ts";

/** A key and the secret just made for it. The secret is not kept: it can be shown now and never again. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/**
 * A caller who makes a key: their limits in the key's account become its ceilings. `links` are the ids of those they
 * reach it by, and of a key those it was made over itself: the new key ends with any of them.
 */
export interface KeyMaker extends Giver {
  readonly links: readonly string[];
}

/**
 * Makes an API key of an account: by an operator within the account's own rights, by a caller within everything that
 * limits them there. `input.account` and `input.environment` are the caller's own, never taken from a body.
 *
 * DirectoryError `validation_failed` or `right_missing`, with every problem of the input; `conflict` when one of the
 * links has ended meanwhile.
 */
export async function createKey(directory: Directory, creator: Operator | KeyMaker, input: NewKey): Promise<IssuedKey> {
  const { settings, store, digests, clock, randomBytes } = directory;
  return await store.change(async (change) => {
    const time = clock();
    const owner = await change.findAccount(input.account);
    const { account, environment } = judgeNewKey(settings, creator, input, owner, time);
    const links = typeof creator === "string" ? [] : [...new Set(creator.links)].toSorted();
    await expectLinks(change, links);
    const secret = composeApiKey(settings.keyPrefix, environment.keyTag, randomBytes);
    const ceilings = ceilingsOf(creator, account);
    const draft = {
      id: generateKeyId(time, randomBytes),
      environment: environment.name,
      account: account.number,
      name: input.name,
      rights: input.rights ?? grantedRights(ceilings),
      ceilings,
      links,
      restrictions: canonicalRestrictions(input.restrictions ?? {}),
      creator: actorOf(creator),
      enabled: true,
      notBefore: input.notBefore,
      expiresAt: input.expiresAt,
      revokedAt: undefined,
      revokedReason: undefined,
      createdAt: time,
      versions: [newVersion(1, secret, time)],
    };
    const revision = await recordChange(directory, change, {
      actor: draft.creator,
      action: "key.create",
      objectKind: "key",
      objectId: draft.id,
      account: draft.account,
      detail: { after: keyView(draft) },
    });
    const key = { ...draft, revision };
    await change.insertKey(key, digests.digest(secret));
    return { key, secret };
  });
}

/** Whether a key has what its maker asks for with this input: the same call, sent again. */
export function isMadeBy(maker: KeyMaker, input: NewKey, key: ApiKey): boolean {
  const { name, rights = grantedRights(limitingLists(maker)), notBefore, expiresAt } = input;
  const restrictions = canonicalRestrictions(input.restrictions ?? {});
  const asked = { ...key, name, rights, notBefore, expiresAt, restrictions };
  return canonicalJson(keyView(asked)) === canonicalJson(keyView(key));
}

async function expectLinks(change: DirectoryChange, links: readonly string[]): Promise<void> {
  for (const id of links)
    if ((await change.findLink(id)) === undefined)
      throw new DirectoryError("conflict", "the link by which the account was reached has ended");
}

/** A version without an end. */
export function newVersion(version: number, secret: string, time: number): KeyVersion {
  return { version, last4: secret.slice(-4), createdAt: time, endsAt: undefined };
}
