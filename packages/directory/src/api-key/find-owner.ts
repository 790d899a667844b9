import type { DirectoryChange } from "../store/directory-store.ts";
import type { KeyOwner } from "./key-owner.ts";

/** What an owner decides of its keys. */
export interface OwnerState {
  readonly enabled: boolean;
  readonly rights: readonly string[];
}

/** The account or application that owns a key, or is to own it. */
export const findOwner = (
  change: Pick<DirectoryChange, "findAccount" | "findApplication">,
  owner: KeyOwner,
): Promise<OwnerState | undefined> =>
  owner.kind === "account" ? change.findAccount(owner.number) : change.findApplication(owner.id);
