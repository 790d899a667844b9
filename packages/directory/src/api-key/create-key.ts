import { composeApiKey } from "@clavis/core";
import { canonicalJson } from "../audit/canonical-json.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Directory, Operator } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import { actorOf } from "../right/giver.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type ApiKey, type KeyVersion, keyView } from "./api-key.ts";
import { ceilingsOf, grantedRights, limitingLists } from "./ceilings.ts";
import { findOwner } from "./find-owner.ts";
import { withinBounds } from "./key-bounds.ts";
import { generateKeyId } from "./key-id.ts";
import { ownerAccount } from "./key-owner.ts";
import { judgeNewKey, type KeyMaker, type NewKey } from "./new-key-rules.ts";

/** A key and the secret just made for it. The secret is not kept: it can be shown now and never again. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/**
 * Makes a key of an account: by an operator within the account's own rights, by a caller within everything that limits
 * them there; or of an application, by an operator. `input.owner` and `input.environment` are the caller's own, never
 * taken from a body.
 *
 * DirectoryError `validation_failed` or `right_missing`, with every problem of the input; `conflict` when one of the
 * links has ended meanwhile.
 */
export async function createKey(directory: Directory, creator: Operator | KeyMaker, asked: NewKey): Promise<IssuedKey> {
  const { settings, store, digests, clock, randomBytes } = directory;
  return await store.change(async (change) => {
    const time = clock();
    const input = inherited(creator, asked);
    const found = await findOwner(change, input.owner);
    const { owner, environment } = judgeNewKey(settings, creator, input, found, time);
    const links = typeof creator === "string" ? [] : [...new Set(creator.links)].toSorted();
    await expectLinks(change, links);
    const secret = composeApiKey(settings.keyPrefix, environment.keyTag, randomBytes);
    const draft: KeyDraft = {
      ...newKey(creator, input, ceilingsOf(creator, owner)),
      id: generateKeyId(time, randomBytes),
      links,
      createdAt: time,
      versions: [newVersion(1, secret, time)],
    };
    const key = { ...draft, revision: await recordNewKey(directory, change, draft) };
    await change.insertKey(key, digests.digest(secret));
    return { key, secret };
  });
}

type KeyDraft = Omit<ApiKey, "revision">;

/** What of a new key is decided by who makes it and what they ask for. */
const newKey = (
  creator: Operator | KeyMaker,
  input: NewKey,
  ceilings: ApiKey["ceilings"],
): Omit<KeyDraft, "id" | "links" | "createdAt" | "versions"> => ({
  environment: input.environment,
  owner: input.owner,
  name: input.name,
  rights: input.rights ?? grantedRights(input.owner, ceilings),
  ceilings,
  restrictions: canonicalRestrictions(input.restrictions ?? {}),
  creator: actorOf(creator),
  boundTo: boundUser(creator, input),
  enabled: true,
  notBefore: input.notBefore,
  expiresAt: input.expiresAt,
  revokedAt: undefined,
  revokedReason: undefined,
});

const recordNewKey = (directory: Directory, change: DirectoryChange, draft: KeyDraft): Promise<number> =>
  recordChange(directory, change, {
    actor: draft.creator,
    action: "key.create",
    objectKind: "key",
    objectId: draft.id,
    account: ownerAccount(draft.owner),
    detail: { after: keyView(draft) },
  });

/** Whether a key has what its maker asks for with this input: the same call, sent again. */
export function isMadeBy(maker: KeyMaker, input: NewKey, key: ApiKey): boolean {
  const whole = inherited(maker, input);
  const { name, rights = grantedRights(key.owner, limitingLists(maker)), notBefore, expiresAt } = whole;
  const restrictions = canonicalRestrictions(whole.restrictions ?? {});
  const asked = { ...key, name, rights, notBefore, expiresAt, restrictions, boundTo: boundUser(maker, whole) };
  return canonicalJson(keyView(asked)) === canonicalJson(keyView(key));
}

/** What is left out comes from the credential that makes the key. */
const inherited = (creator: Operator | KeyMaker, input: NewKey): NewKey =>
  typeof creator === "string" ? input : withinBounds(input, creator.bounds);

/** The user the key ends with: its maker where asked for, or whom its maker ends with. */
function boundUser(creator: Operator | KeyMaker, { bindToCreator }: NewKey): string | undefined {
  if (typeof creator === "string") return undefined;
  return bindToCreator === true ? creator.actor.slice("user:".length) : creator.bounds?.boundTo;
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
