import type { Code } from "../kernel/code.ts";
import { type EpochKind, type Epochs, epochKinds } from "../kernel/epoch.ts";
import type { Caller, Grant } from "../kernel/principal.ts";
import { type Refusal, type RefusalValues, refusal } from "../kernel/refusal.ts";
import type { SessionRecord } from "../kernel/session.ts";
import type { TokenRecord } from "../kernel/token.ts";
import type { Case } from "./case.ts";
import { isoTime } from "./iso-time.ts";

const fault = (code: Code, rule: string, detail: string, values: RefusalValues): Refusal =>
  refusal("standing", code, rule, detail, values);

/** Of a session or token: not ended, of this environment, in time, and nothing it was derived from ended since. */
export function grantStanding(input: Case, caller: Caller, grant: Grant): Refusal | undefined {
  return grant.kind === "session"
    ? (sessionStanding(input, grant.session) ?? epochFault(input, caller, grant.session))
    : (tokenStanding(input, grant.token) ?? epochFault(input, caller, grant.token));
}

function sessionStanding({ facts, tokens }: Case, session: SessionRecord): Refusal | undefined {
  if (session.environment !== facts.environment) return mismatch("session", session, facts.environment);
  // The record may have been looked up before the session was ended: what waited since is judged by the list of ends.
  if (session.endedAt !== undefined || tokens.isRevoked(session.id))
    return fault("credential_revoked", "session.endedAt", "The session was ended.", { session: session.id });
  if (facts.time < session.endsAt && facts.time < session.idleEndsAt) return undefined;
  const values = { session: session.id };
  if (facts.time >= session.endsAt) {
    const detail = `The session reached its longest duration at ${isoTime(session.endsAt)}.`;
    return fault("session_expired", "session.absolute", detail, values);
  }
  const detail = `The session was not used until ${isoTime(session.idleEndsAt)}.`;
  return fault("session_expired", "session.idle", detail, values);
}

function tokenStanding({ facts, tokens }: Case, token: TokenRecord): Refusal | undefined {
  if (token.environment !== facts.environment) return mismatch("token", token, facts.environment);
  if (facts.time >= token.notBefore && facts.time < token.expiresAt) return tokenRevocation(token, tokens);
  const values = { token: token.id };
  if (facts.time < token.notBefore) {
    const why = fault("credential_not_yet_valid", "token.notBefore", "The token is not valid yet.", values);
    return { ...why, retryAfter: Math.ceil((token.notBefore - facts.time) / 1000) };
  }
  const detail = `The token expired at ${isoTime(token.expiresAt)}.`;
  return fault("credential_expired", "token.expiresAt", detail, values);
}

function tokenRevocation({ id, session }: TokenRecord, tokens: Case["tokens"]): Refusal | undefined {
  const isRevoked = tokens.isRevoked(id) || (session !== undefined && tokens.isRevoked(session));
  if (!isRevoked) return undefined;
  return fault("credential_revoked", "token.revoked", "The token was revoked.", { token: id });
}

function mismatch(
  word: "session" | "token",
  { id, environment }: Pick<Derived, "id" | "environment">,
  called: string | undefined,
): Refusal {
  const detail = `The ${word} belongs to the environment "${environment}", not to the one called.`;
  return fault("environment_mismatch", `${word}.environment`, detail, {
    [word]: id,
    environment,
    called: called ?? "none",
  });
}

interface Derived {
  readonly id: string;
  readonly environment: string;
  readonly application: string | undefined;
  readonly epochs: Epochs;
}

/** DESIGN 5.5: an epoch of its moment that is smaller than today's refuses. */
function epochFault({ snapshot }: Case, caller: Caller, derived: Derived): Refusal | undefined {
  for (const kind of epochKinds) {
    const then = derived.epochs[kind];
    const id = then === undefined ? undefined : idOf(kind, caller, derived);
    if (then === undefined || id === undefined || snapshot.epochOf(kind, id) <= then) continue;
    const detail = "It was ended together with everything derived from the same source.";
    return fault("credential_revoked", `epoch.${kind}`, detail, { credential: derived.id, kind, id });
  }
  return undefined;
}

function idOf(kind: EpochKind, caller: Caller, { environment, application }: Derived): string | undefined {
  switch (kind) {
    case "user":
      return caller.kind === "user" ? caller.user.id : undefined;
    case "key":
      return caller.kind === "key" ? caller.key.id : undefined;
    case "account":
      return caller.grant?.kind === "token" ? caller.grant.token.account : undefined;
    case "application":
      return application;
    case "environment":
      return environment;
  }
}
