import type { AccountRecord, LinkRecord, Snapshot, UserRecord } from "../kernel/ports.ts";
import type { RightSet } from "../kernel/right-set.ts";

/** How a caller gets to the account it acts in (DESIGN 4). */
export interface Reach {
  /** The account acted in. */
  readonly account: AccountRecord;
  /** The number of the account it is reached from: itself, or a portal. */
  readonly from: string;
  /** What the caller holds where it starts. */
  readonly holder: RightSet;
  readonly chain: readonly LinkRecord[];
}

/** From the key's own account, or from there over links. */
export function reachByKey(own: AccountRecord, wanted: string, snapshot: Snapshot): Reach | undefined {
  if (!own.enabled) return undefined;
  const chain = wanted === own.number ? [] : snapshot.findChain(own.number, wanted);
  const account = wanted === own.number ? own : enabledAccount(snapshot, wanted);
  return chain && account && { account, from: own.number, holder: own.rights, chain };
}

/** By membership; else over the shortest chain from an account the user is a member of. */
export function reachByUser(user: UserRecord, wanted: string, snapshot: Snapshot): Reach | undefined {
  const account = enabledAccount(snapshot, wanted);
  if (account === undefined) return undefined;
  const direct = user.memberships.get(wanted);
  if (direct !== undefined) return { account, from: wanted, holder: direct.rights, chain: [] };
  let best: Reach | undefined;
  for (const [from, { rights: holder }] of user.memberships) {
    const chain = enabledAccount(snapshot, from) && snapshot.findChain(from, wanted);
    if (chain !== undefined && (best === undefined || isBefore(chain, from, best)))
      best = { account, from, holder, chain };
  }
  return best;
}

const isBefore = (chain: readonly LinkRecord[], from: string, { chain: other, from: otherFrom }: Reach): boolean =>
  chain.length === other.length ? from < otherFrom : chain.length < other.length;

function enabledAccount(snapshot: Snapshot, number: string): AccountRecord | undefined {
  const account = snapshot.findAccount(number);
  return account?.enabled ? account : undefined;
}
