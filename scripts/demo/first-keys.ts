import { createKey, type Running } from "clavis";
import type { Demonstration } from "./example.ts";

/** A key just made: its id, and its secret, which is not kept anywhere. */
export interface FirstKey {
  readonly environment: string;
  readonly id: string;
  readonly secret: string;
}

/**
 * Makes the demonstration's keys, as `clavis keys create` does, the primary environment's first; none where their owner
 * has had one before.
 */
export async function makeFirstKeys(
  { directory, configuration }: Running,
  { owner, name, rights }: Demonstration,
  actor: `local:${string}`,
): Promise<readonly FirstKey[]> {
  const owned = owner.kind === "account" ? { account: owner.number } : { application: owner.id };
  if ((await directory.store.listKeys({ ...owned, limit: 1 })).length > 0) return [];
  const keys: FirstKey[] = [];
  for (const { name: environment } of configuration.environments.toSorted(primaryFirst)) {
    const { key, secret } = await createKey(directory, actor, { owner, name, environment, ...(rights && { rights }) });
    keys.push({ environment, id: key.id, secret });
  }
  return keys;
}

const primaryFirst = (one: { readonly primary: boolean }, other: { readonly primary: boolean }): number =>
  Number(other.primary) - Number(one.primary);
