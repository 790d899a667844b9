import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { PresentedCredential } from "./presented.ts";

/** What one scheme found: nothing of its own, something it can not read, or a credential. */
export type Finding =
  | { readonly kind: "absent" }
  | { readonly kind: "malformed"; readonly refusal: Refusal }
  | { readonly kind: "presented"; readonly credential: PresentedCredential };

export const absent: Finding = { kind: "absent" };

export const fault = (
  code: "credential_malformed" | "credential_misplaced" | "request_ambiguous" | "scheme_not_accepted",
  detail: string,
): Finding => ({
  kind: "malformed",
  refusal: refusal(code === "request_ambiguous" ? "request" : "credential", code, "credential", detail),
});

export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
