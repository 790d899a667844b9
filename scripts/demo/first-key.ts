import { createKey, type Running } from "clavis";
import type { Demonstration } from "./example.ts";

/** A key just made: its id, and its secret, which is not kept anywhere. */
export interface FirstKey {
  readonly id: string;
  readonly secret: string;
}

/** Makes the demonstration's key, as `clavis keys create` does; undefined where its account has had one before. */
export async function makeFirstKey(
  { directory, configuration }: Running,
  { account, name, rights }: Demonstration,
  actor: `local:${string}`,
): Promise<FirstKey | undefined> {
  if ((await directory.store.listKeys({ account, limit: 1 })).length > 0) return undefined;
  const environment = configuration.environments.find(({ primary }) => primary)?.name ?? "";
  const owner = { kind: "account", number: account } as const;
  const { key, secret } = await createKey(directory, actor, { owner, name, rights, environment });
  return { id: key.id, secret };
}
