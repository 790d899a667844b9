import type { EpochKind, LockKind } from "@clavis/core";
import type { TableKey, TableVersion } from "./key-row.ts";

/** Lists and objects are JSON; restrictions are an object, `{}` for none. */
export interface ImageAccount {
  readonly number: string;
  readonly enabled: boolean;
  readonly rights: string;
  readonly restrictions: string;
  readonly zone: string;
}

export interface ImageApplication {
  readonly id: string;
  readonly enabled: boolean;
  readonly rights: string;
  readonly restrictions: string;
}

/**
 * What few keys have: ceilings beside the one in the table, as indexes, the links the key was made over, and the id of
 * the user it ends with.
 */
export interface KeyExtras {
  readonly ceilings: readonly number[];
  readonly links: readonly string[];
  readonly boundTo: string | undefined;
}

/** A role held in an account, with what the role is. */
export interface ImageMembership {
  readonly account: string;
  readonly role: string;
  readonly rights: string;
  readonly restrictions: string;
}

/** `email` is in its one spelling. */
export interface ImageUser {
  readonly id: string;
  readonly email: string;
  readonly externalId: string | undefined;
  readonly enabled: boolean;
  readonly kind: string | undefined;
  readonly mainAccount: string | undefined;
  readonly passwordVersion: number;
  readonly passwordChangeDue: boolean;
  readonly memberships: readonly ImageMembership[];
}

export interface ImageLink {
  readonly id: string;
  readonly portal: string;
  readonly client: string;
  readonly ceiling: string;
}

export interface ImageChanges {
  putAccount(account: ImageAccount): void;
  putApplication(application: ImageApplication): void;
  putUser(user: ImageUser): void;
  putLink(link: ImageLink): void;
  /** Gives the key's slot; -1 where nothing of it is kept. */
  putKey(key: TableKey, versions: readonly TableVersion[], extras?: KeyExtras): number;
  putLock(kind: LockKind, id: string): void;
  putEpoch(kind: EpochKind, id: string, value: number): void;
}
