import type { Presented, PresentedCredential } from "../2-extract/presented.ts";
import { isApiKeyForm } from "../kernel/api-key-form.ts";
import type { Snapshot } from "../kernel/ports.ts";
import { refusal } from "../kernel/refusal.ts";
import type { Principal } from "./principal.ts";

const anonymous: Principal = { kind: "anonymous" };

const invalid = (detail: string): Principal => ({
  kind: "rejected",
  refusal: refusal("credential", "credential_invalid", "credential", detail),
});

/**
 * Whom the presented credential stands for. Genuine is all it says: whether it is revoked, expired or allowed here is
 * judged by `decide`. Never writes. Throws only what the snapshot throws when its store is too old to trust.
 */
export function verify(presented: Presented, snapshot: Snapshot, keyPrefix: string): Principal {
  const { caller } = presented;
  return caller === undefined ? anonymous : verifyCaller(caller, snapshot, keyPrefix);
}

function verifyCaller(caller: PresentedCredential, snapshot: Snapshot, keyPrefix: string): Principal {
  switch (caller.kind) {
    case "api-key": {
      // The checksum first: random guesses and cut-off keys never reach the digest.
      const key = isApiKeyForm(keyPrefix, caller.secret) ? snapshot.findKey(caller.secret) : undefined;
      return key === undefined ? invalid("The API key is not known.") : { kind: "key", key, scheme: caller.scheme };
    }
    case "password":
      // No user exists yet, so no password is right.
      return invalid("The user or the password is wrong.");
  }
}
