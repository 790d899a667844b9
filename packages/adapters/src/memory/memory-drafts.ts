import { DraftList } from "./draft-list.ts";
import { DraftMap } from "./draft-map.ts";
import type { MemoryTables } from "./memory-tables.ts";

export type MemoryDrafts = ReturnType<typeof draftsOf>;

/** The tables as one running change sees and changes them: nothing of it is in them before `commitDrafts`. */
export const draftsOf = (tables: MemoryTables) => ({
  accounts: new DraftMap(tables.accounts),
  applications: new DraftMap(tables.applications),
  keys: new DraftMap(tables.keys),
  digests: new DraftMap(tables.digests),
  roles: new DraftMap(tables.roles),
  users: new DraftMap(tables.users),
  passwords: new DraftMap(tables.passwords),
  secrets: new DraftMap(tables.secrets),
  links: new DraftMap(tables.links),
  locks: new DraftMap(tables.locks),
  epochs: new DraftMap(tables.epochs),
  signingKeys: new DraftMap(tables.signingKeys),
  audit: new DraftList(tables.audit),
});

export function commitDrafts(drafts: MemoryDrafts): void {
  for (const draft of Object.values(drafts)) draft.commit();
}
