import type { JsonObject } from "../audit/canonical-json.ts";

/** Whom a key belongs to: a customer, in whose account it acts, or a program, which it identifies. Never changes. */
export type KeyOwner =
  | { readonly kind: "account"; readonly number: string }
  | { readonly kind: "application"; readonly id: string };

/** An account's number, an application's id. */
export const ownerName = (owner: KeyOwner): string => (owner.kind === "account" ? owner.number : owner.id);

/** The account that a change of the key concerns, where it is an account's. */
export const ownerAccount = (owner: KeyOwner): string | undefined =>
  owner.kind === "account" ? owner.number : undefined;

/** What the audit log keeps of an owner: an entry has its account beside it. */
export const ownerView = (owner: KeyOwner): JsonObject => ({
  application: owner.kind === "application" ? owner.id : undefined,
});
