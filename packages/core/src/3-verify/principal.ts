import type { PasswordNeed } from "../kernel/need.ts";
import type { KeyRecord, UserRecord } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** Whom the verified credentials stand for. Genuine, but not yet judged: standing and rights come later. */
export type Principal =
  | { readonly kind: "key"; readonly key: KeyRecord; readonly scheme: string }
  | { readonly kind: "user"; readonly user: UserRecord; readonly scheme: string }
  | { readonly kind: "anonymous" }
  /** To be looked up before the credential can be judged. */
  | { readonly kind: "unresolved"; readonly need: PasswordNeed }
  | { readonly kind: "rejected"; readonly refusal: Refusal };
