import type { Actor, Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { sortableId } from "../id/sortable-id.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { isInSlot, type SigningKey, type SigningSlot, signingKeyState } from "./signing-key.ts";
import type { SigningKeyMaker } from "./signing-key-maker.ts";
import type { SigningTimes } from "./signing-times.ts";
import { insertSigningKey, writeSigningKey } from "./write-signing-key.ts";

/** What operations on signing keys work with. */
export interface SigningDirectory extends Directory {
  readonly signing: { readonly maker: SigningKeyMaker; readonly times: SigningTimes };
}

/** A new key that nothing is stored of yet: making one takes too long to be done inside a change. */
type Draft = Pick<SigningKey, "kid" | "publicJwk" | "sealed">;

/** Gives the slot a key that signs at once, where it has none. Gives the one that signs. */
export async function ensureSigningKey(
  directory: SigningDirectory,
  actor: Actor,
  slot: SigningSlot,
): Promise<SigningKey> {
  const known = signingOf(await directory.store.listSigningKeys(), slot, directory.clock());
  if (known !== undefined) return known;
  const draft = await draftKey(directory, slot);
  return await directory.store.change(async (change) => {
    const time = directory.clock();
    const signing = signingOf(await change.listSigningKeys(), slot, time);
    return signing ?? (await insertSigningKey(directory, change, actor, newKey(draft, slot, time, time)));
  });
}

/**
 * Publishes a new key, which takes over after the lead; the present one then verifies for the overlap. Gives the new
 * key. DirectoryError `conflict` where a key waits to take over already, `not_found` for a slot without a key.
 */
export async function rotateSigningKey(
  directory: SigningDirectory,
  actor: Actor,
  slot: SigningSlot,
): Promise<SigningKey> {
  const draft = await draftKey(directory, slot);
  return await directory.store.change(async (change) => {
    const time = directory.clock();
    const keys = await change.listSigningKeys();
    const signing = signingOf(keys, slot, time);
    if (signing === undefined) throw nothingSigns(slot);
    const waiting = waitingOf(keys, slot, time);
    if (waiting !== undefined) throw alreadyWaiting(waiting);
    return await replace(directory, change, actor, signing, draft);
  });
}

const nothingSigns = ({ environment, purpose, algorithm }: SigningSlot): DirectoryError =>
  new DirectoryError("not_found", `there is no ${algorithm} key yet that signs a ${purpose} of "${environment}"`);

const alreadyWaiting = ({ kid, activeAt }: SigningKey): DirectoryError =>
  new DirectoryError("conflict", `${kid} is published already and signs from ${new Date(activeAt).toISOString()}`);

/** Rotates where the present key has signed for as long as it may, less the lead. Gives the new key, if one was due. */
export async function rotateDueSigningKey(
  directory: SigningDirectory,
  actor: Actor,
  slot: SigningSlot,
): Promise<SigningKey | undefined> {
  const { lead, rotateEvery } = directory.signing.times;
  const time = directory.clock();
  const keys = await directory.store.listSigningKeys();
  const signing = signingOf(keys, slot, time);
  if (rotateEvery === undefined || signing === undefined || waitingOf(keys, slot, time) !== undefined) return undefined;
  if (signing.activeAt + rotateEvery - lead > time) return undefined;
  try {
    return await rotateSigningKey(directory, actor, slot);
  } catch (error) {
    // Another process was faster.
    if (error instanceof DirectoryError && error.code === "conflict") return undefined;
    throw error;
  }
}

/**
 * Ends a key whose secret may be known to others: it is published no more, what it signed is refused at once. Where it
 * was the one that signs, the one that waits, or a new one, signs at once. DirectoryError `not_found`; a key that is
 * gone stays as it is.
 */
export async function retireSigningKeyNow(directory: SigningDirectory, actor: Actor, kid: string): Promise<SigningKey> {
  const slot = expectKey(await directory.store.listSigningKeys(), kid);
  const draft = await draftKey(directory, slot);
  return await directory.store.change(async (change) => {
    const time = directory.clock();
    const key = expectKey(await change.listSigningKeys(), kid);
    if (signingKeyState(key, time) === "gone") return key;
    const ended = { ...key, retiresAt: Math.min(key.retiresAt ?? time, time), endsAt: time };
    const retired = await writeSigningKey(directory, change, actor, "signing-key.retire", key, ended);
    await fillSlot(directory, change, actor, slot, draft);
    return retired;
  });
}

/** Makes a key sign at once where none does. */
async function fillSlot(
  directory: SigningDirectory,
  change: DirectoryChange,
  actor: Actor,
  slot: SigningSlot,
  draft: Draft,
): Promise<void> {
  const time = directory.clock();
  const keys = await change.listSigningKeys();
  if (signingOf(keys, slot, time) !== undefined) return;
  const waiting = waitingOf(keys, slot, time);
  if (waiting === undefined) await insertSigningKey(directory, change, actor, newKey(draft, slot, time, time));
  else await writeSigningKey(directory, change, actor, "signing-key.activate", waiting, { ...waiting, activeAt: time });
}

async function replace(
  directory: SigningDirectory,
  change: DirectoryChange,
  actor: Actor,
  signing: SigningKey,
  draft: Draft,
): Promise<SigningKey> {
  const { lead, overlap } = directory.signing.times;
  const time = directory.clock();
  const from = time + lead;
  const retiring = { ...signing, retiresAt: from, endsAt: from + overlap };
  await writeSigningKey(directory, change, actor, "signing-key.rotate", signing, retiring);
  return await insertSigningKey(directory, change, actor, newKey(draft, signing, time, from));
}

async function draftKey(directory: SigningDirectory, slot: SigningSlot): Promise<Draft> {
  const kid = sortableId("sig", directory.clock(), directory.randomBytes);
  return { kid, ...(await directory.signing.maker.make(kid, slot)) };
}

const newKey = (
  draft: Draft,
  { environment, purpose, algorithm }: SigningSlot,
  createdAt: number,
  activeAt: number,
): Omit<SigningKey, "revision"> => ({
  ...draft,
  environment,
  purpose,
  algorithm,
  createdAt,
  activeAt,
  retiresAt: undefined,
  endsAt: undefined,
});

/** The key that signs for a slot: of several the one that began last. */
export const signingOf = (keys: readonly SigningKey[], slot: SigningSlot, time: number): SigningKey | undefined =>
  inState(keys, slot, "active", time)
    .toSorted((one, other) => one.activeAt - other.activeAt)
    .at(-1);

const waitingOf = (keys: readonly SigningKey[], slot: SigningSlot, time: number): SigningKey | undefined =>
  inState(keys, slot, "next", time)[0];

const inState = (keys: readonly SigningKey[], slot: SigningSlot, state: string, time: number): readonly SigningKey[] =>
  keys.filter((key) => isInSlot(key, slot) && signingKeyState(key, time) === state);

function expectKey(keys: readonly SigningKey[], kid: string): SigningKey {
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) throw new DirectoryError("not_found", `there is no signing key "${kid}"`);
  return key;
}
