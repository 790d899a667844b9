import { composeApiKey } from "@clavis/core";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { type ApiKey, type KeyVersion, keyView } from "./api-key.ts";
import { generateKeyId } from "./key-id.ts";
import { judgeNewKey, type NewKey } from "./new-key-rules.ts";
import { canonicalRestrictions } from "./restrictions.ts";

/** A key and the secret just made for it. The secret is not kept: it can be shown now and never again. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/**
 * Makes an API key of an account. An operator issues within the account's own rights, which become the key's ceiling.
 *
 * DirectoryError `validation_failed` or `right_missing`, with every problem of the input.
 */
export async function createKey(directory: Directory, actor: Actor, input: NewKey): Promise<IssuedKey> {
  const { settings, store, digests, clock, randomBytes } = directory;
  return await store.change(async (change) => {
    const time = clock();
    const { account, environment } = judgeNewKey(settings, input, await change.findAccount(input.account), time);
    const secret = composeApiKey(settings.keyPrefix, environment.keyTag, randomBytes);
    const draft = {
      id: generateKeyId(time, randomBytes),
      environment: environment.name,
      account: account.number,
      name: input.name,
      rights: input.rights ?? account.rights,
      ceiling: account.rights,
      restrictions: canonicalRestrictions(input.restrictions ?? {}),
      creator: actor,
      enabled: true,
      notBefore: input.notBefore,
      expiresAt: input.expiresAt,
      revokedAt: undefined,
      revokedReason: undefined,
      createdAt: time,
      versions: [newVersion(1, secret, time)],
    };
    const revision = await recordChange(directory, change, {
      actor,
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

/** A version without an end. */
export function newVersion(version: number, secret: string, time: number): KeyVersion {
  return { version, last4: secret.slice(-4), createdAt: time, endsAt: undefined };
}
