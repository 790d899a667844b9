import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import { isApiKeyForm } from "../kernel/api-key-form.ts";
import type { Resolution } from "../kernel/need.ts";
import type { ApplicationKeyRecord, KeyRecord, Snapshot } from "../kernel/ports.ts";
import type { Beside, Principal } from "../kernel/principal.ts";
import type { TokenReader } from "../kernel/token.ts";
import { invalid, rejected } from "./rejected.ts";
import { verifyPassword } from "./verify-password.ts";
import { verifySession } from "./verify-session.ts";
import { verifyToken } from "./verify-token.ts";

/** What verifying asks. */
export interface Verifying {
  readonly facts: Facts;
  readonly snapshot: Snapshot;
  readonly tokens: TokenReader;
  /** The prefix of our own keys. */
  readonly keyPrefix: string;
  readonly resolution: Resolution | undefined;
}

const anonymous: Principal = { kind: "anonymous" };

/**
 * Whom the presented credentials stand for. Genuine is all it says: whether they are revoked, expired or allowed here is
 * judged by `decide`. What must be looked up comes back unresolved until it is called with the resolution. Never writes.
 * Throws only what the snapshot throws when its store is too old to trust.
 */
export function verify({ caller, application }: Presented, asking: Verifying): Principal {
  const named = application === undefined ? undefined : verifyApplication(application, asking);
  if (named !== undefined && "kind" in named) return named;
  if (caller === undefined) return named === undefined ? anonymous : { kind: "application", beside: named };
  switch (caller.kind) {
    case "api-key":
      return verifyKey(caller, named, asking);
    case "password":
      return verifyPassword(caller, named, asking);
    case "session":
      return verifySession(caller, named, asking);
    case "token":
      return verifyToken(caller, named, asking);
    case "application-key":
      throw new TypeError("an application key is no caller");
  }
}

function verifyKey(
  { secret, scheme }: { readonly secret: string; readonly scheme: string },
  beside: Beside | undefined,
  asking: Verifying,
): Principal {
  const key = findKey(secret, asking);
  if (key === undefined) return invalid("The API key is not known.");
  if (key.owner === "application") return wrongKind("This is an application key: it does not say who calls.");
  return { kind: "key", key, scheme, grant: undefined, beside };
}

type NamedApplication = Beside & { readonly key: ApplicationKeyRecord };

function verifyApplication(
  { secret, scheme }: { readonly secret: string; readonly scheme: string },
  asking: Verifying,
): NamedApplication | Extract<Principal, { kind: "rejected" }> {
  const key = findKey(secret, asking);
  if (key === undefined) return invalid("The application key is not known.");
  if (key.owner === "account") return wrongKind("This is an API key of an account, and not an application key.");
  return { application: key.application, key, scheme };
}

/** The checksum first: random guesses and cut-off keys never reach the digest. */
const findKey = (secret: string, { keyPrefix, snapshot }: Verifying): KeyRecord | undefined =>
  isApiKeyForm(keyPrefix, secret) ? snapshot.findKey(secret) : undefined;

const wrongKind = (detail: string) => rejected("scheme_not_accepted", "credential.kind", detail);
