import type { TableKey, TableVersion } from "./key-row.ts";

/** Lists and objects are JSON. */
export interface ImageAccount {
  readonly number: string;
  readonly enabled: boolean;
  readonly rights: string;
}

/** What few keys have: ceilings beside the one in the table, as indexes, and the links the key was made over. */
export interface KeyExtras {
  readonly ceilings: readonly number[];
  readonly links: readonly string[];
}

/** A role held in an account, with the role's rights. */
export interface ImageMembership {
  readonly account: string;
  readonly role: string;
  readonly rights: string;
}

/** `email` is in its one spelling. */
export interface ImageUser {
  readonly id: string;
  readonly email: string;
  readonly enabled: boolean;
  readonly mainAccount: string | undefined;
  readonly passwordVersion: number;
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
  putUser(user: ImageUser): void;
  putLink(link: ImageLink): void;
  putKey(key: TableKey, versions: readonly TableVersion[], extras?: KeyExtras): void;
}
