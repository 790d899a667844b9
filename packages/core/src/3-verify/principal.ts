import type { KeyRecord } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** Whom the verified credentials stand for. Genuine, but not yet judged: standing and rights come later. */
export type Principal =
  | { readonly kind: "key"; readonly key: KeyRecord; readonly scheme: string }
  | { readonly kind: "anonymous" }
  | { readonly kind: "rejected"; readonly refusal: Refusal };
