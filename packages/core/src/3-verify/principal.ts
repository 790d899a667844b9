import type { KeyRecord } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** Whom the verified credentials stand for. Genuine, but not yet judged: standing and rights come later. */
export type Principal =
  | { readonly kind: "key"; readonly key: KeyRecord; readonly scheme: string }
  | { readonly kind: "anonymous" }
  | { readonly kind: "rejected"; readonly refusal: Refusal };

/** What is to be written once the outcome is known. Verification itself never writes. */
export interface Effect {
  readonly kind: "key-used";
  readonly key: KeyRecord;
}
