import type { Presented } from "../2-extract/presented.ts";
import { isApplicationScheme, type Scheme } from "../kernel/operation.ts";
import type { ApplicationKeyRecord, Snapshot } from "../kernel/ports.ts";
import type { Beside, Principal } from "../kernel/principal.ts";
import type { SupposedApplication, SupposedCall, SupposedCaller } from "../kernel/supposed-call.ts";
import { byPassword } from "./verify-password.ts";

/** A caller named by id instead of proved by a secret, as the decision sees one. */
export interface Supposed {
  readonly presented: Pick<Presented, "caller" | "application">;
  readonly principal: Principal;
}

const anonymous: Supposed = {
  presented: { caller: undefined, application: undefined },
  principal: { kind: "anonymous" },
};

/** Undefined where nobody has the id, or no scheme carries such a credential. */
export function supposedCaller(
  { caller, application }: Pick<SupposedCall, "caller" | "application">,
  schemes: readonly Scheme[],
  snapshot: Snapshot,
): Supposed | undefined {
  if (caller === undefined) return anonymous;
  const beside = application && besideOf(application, schemes, snapshot);
  if (application !== undefined && beside === undefined) return undefined;
  return caller.kind === "key" ? byKey(caller, schemes, snapshot, beside) : byUser(caller, schemes, snapshot, beside);
}

function besideOf(
  { id, presented, key: keyId }: SupposedApplication,
  schemes: readonly Scheme[],
  snapshot: Snapshot,
): Beside | undefined {
  const application = snapshot.findApplication(id);
  const scheme = presented ? schemes.find(isApplicationScheme)?.name : undefined;
  const key = keyId === undefined ? undefined : snapshot.findKeyById(keyId);
  return application && { application, key: key?.owner === "application" ? key : undefined, scheme };
}

function byKey(
  { id, scheme: named }: SupposedCaller,
  schemes: readonly Scheme[],
  snapshot: Snapshot,
  beside: Beside | undefined,
): Supposed | undefined {
  const key = snapshot.findKeyById(id);
  if (key?.owner === "application") return byApplication(key, schemes);
  const scheme = named ?? carrierOf("api-key", schemes);
  if (key === undefined || scheme === undefined) return undefined;
  const caller = { kind: "api-key", scheme, secret: "" } as const;
  const principal: Principal = { kind: "key", key, scheme, grant: undefined, beside };
  return { presented: { caller, application: presentedOf(beside) }, principal };
}

function byApplication(key: ApplicationKeyRecord, schemes: readonly Scheme[]): Supposed | undefined {
  const scheme = schemes.find(isApplicationScheme)?.name;
  if (scheme === undefined) return undefined;
  const beside = { application: key.application, key, scheme };
  return {
    presented: { caller: undefined, application: presentedOf(beside) },
    principal: { kind: "application", beside },
  };
}

function byUser(
  { id, scheme: named }: SupposedCaller,
  schemes: readonly Scheme[],
  snapshot: Snapshot,
  beside: Beside | undefined,
): Supposed | undefined {
  const user = snapshot.findUserById(id);
  const scheme = named ?? carrierOf("password", schemes) ?? carrierOf("session", schemes);
  if (user === undefined || scheme === undefined) return undefined;
  const caller = { kind: "password", scheme, user: "", password: "" } as const;
  const isByPassword = schemes.some(({ name, credentials }) => name === scheme && credentials.includes("password"));
  const principal: Principal = isByPassword
    ? byPassword(user, scheme, beside, snapshot)
    : { kind: "user", user, scheme, grant: undefined, beside };
  return { presented: { caller, application: presentedOf(beside) }, principal };
}

const carrierOf = (wanted: "api-key" | "password" | "session", schemes: readonly Scheme[]): string | undefined =>
  schemes.find(({ credentials }) => credentials.includes(wanted))?.name;

const presentedOf = (beside: Beside | undefined): Presented["application"] =>
  beside?.scheme === undefined ? undefined : { kind: "application-key", scheme: beside.scheme, secret: "" };
