import type { JsonObject } from "../audit/canonical-json.ts";
import type { SigningSlot } from "./signing-key.ts";

/** Makes keys. The private part leaves it encrypted only. */
export interface SigningKeyMaker {
  /** A new key for the slot, that can be opened for this `kid` and slot and for no other. */
  make(
    kid: string,
    slot: SigningSlot,
  ): Promise<{ readonly publicJwk: JsonObject | undefined; readonly sealed: Uint8Array }>;
}
