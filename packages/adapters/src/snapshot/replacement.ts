import { type EpochKind, epochKinds, type LockKind, lockKinds } from "@clavis/core";
import type { ImageAccount, ImageApplication, ImageChanges, ImageLink, ImageUser, KeyExtras } from "./image-changes.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import { ValuesByKind } from "./values-by-kind.ts";

/**
 * Puts into an image what is to be there, and knows what that was, so that the rest can be removed. Locks and epochs it
 * only gathers.
 */
export class Replacement implements ImageChanges {
  readonly #image: ImageChanges;
  readonly accounts = new Set<string>();
  readonly applications = new Set<string>();
  readonly users = new Set<string>();
  readonly links = new Set<string>();
  /** Of the slots there were before: 1 for those that stay with their keys. */
  readonly slots: Uint8Array;
  readonly locks = new ValuesByKind<LockKind, true>(lockKinds);
  readonly epochs = new ValuesByKind<EpochKind, number>(epochKinds);

  constructor(image: ImageChanges, slots: number) {
    this.#image = image;
    this.slots = new Uint8Array(slots);
  }

  putAccount(account: ImageAccount): void {
    this.#image.putAccount(account);
    this.accounts.add(account.number);
  }

  putApplication(application: ImageApplication): void {
    this.#image.putApplication(application);
    this.applications.add(application.id);
  }

  putUser(user: ImageUser): void {
    this.#image.putUser(user);
    this.users.add(user.id);
  }

  putLink(link: ImageLink): void {
    this.#image.putLink(link);
    this.links.add(link.id);
  }

  putKey(key: TableKey, versions: readonly TableVersion[], extras?: KeyExtras): number {
    const slot = this.#image.putKey(key, versions, extras);
    if (slot >= 0 && slot < this.slots.length) this.slots[slot] = 1;
    return slot;
  }

  putLock(kind: LockKind, id: string): void {
    this.locks.put(kind, id, true);
  }

  putEpoch(kind: EpochKind, id: string, value: number): void {
    this.epochs.put(kind, id, value);
  }
}
