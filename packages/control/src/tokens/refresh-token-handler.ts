import { Refresh, validatorOf } from "@clavis/contract";
import { besideIn, epochKinds, type Facts, keyStanding, type Snapshot } from "@clavis/core";
import { getSession, type Refreshed, type TokenFamily, type TokenOrder } from "@clavis/directory";
import { jsonAnswer, type OwnHandler, type OwnRefusal } from "../handler.ts";
import { readBody } from "../self-service/input.ts";
import { refusing } from "../self-service/refusals.ts";
import { tokenAnswer } from "./create-token-handler.ts";
import { clientOf, orderOf } from "./family-grant.ts";
import type { TokenPorts } from "./token-ports.ts";

/**
 * `POST /tokens/refresh`: the next refresh token and a new access token, as long as what the family stems from stands.
 * A token that was used already ends its family, but for a retry a moment later (OAU-04).
 */
export function refreshTokenHandler(ports: TokenPorts): OwnHandler {
  const validate = validatorOf(Refresh);
  return (call) => {
    const { facts, decision } = call.judgement;
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const token = body.value.refresh_token;
    const client = clientOf(besideIn(decision.principal)?.application.id);
    return refusing(async () => {
      const family = await ports.families.find(token);
      if (family === undefined || family.environment !== facts.environment || family.client !== client) return unknown;
      const fault = family.endedAt === undefined ? await faultOf(ports, family, facts) : undefined;
      if (fault === ended) await ports.families.end(family.id);
      if (fault !== undefined) return fault;
      const refreshed = await ports.families.refresh(token, client);
      if (refreshed.kind !== "refreshed") return refusalOf(refreshed);
      const order = orderOf(refreshed.family.grant, refreshed.family.id);
      const lifetime = await lifetimeOf(ports, refreshed.family, order.lifetime);
      const issued = ports.accessTokens.issue({ ...order, lifetime }, refreshed.family.epochs);
      return jsonAnswer(200, tokenAnswer(issued, ports.directory.clock(), refreshed.token));
    });
  };
}

const unknown: OwnRefusal = { code: "credential_invalid", detail: "The refresh token is not known." };
const ended: OwnRefusal = { code: "credential_revoked", detail: "The refresh token was ended; sign in again." };

function refusalOf(refreshed: Exclude<Refreshed, { kind: "refreshed" }>): OwnRefusal {
  switch (refreshed.kind) {
    case "unknown":
      return unknown;
    case "expired":
      return { code: "credential_expired", detail: "The refresh token has expired; sign in again." };
    case "ended":
      return ended;
    case "reused":
      return {
        code: "credential_used",
        detail: "The refresh token was used already, so that everything that came of it was ended; sign in again.",
      };
    case "too-early": {
      const { retryAfter } = refreshed;
      return { code: "refresh_too_early", detail: `The token can be refreshed again in ${retryAfter} s.`, retryAfter };
    }
  }
}

const locked: OwnRefusal = {
  code: "principal_locked",
  detail: "The refresh token, or whom it stands for, is locked.",
};

/** What a family stems from may be locked for a while, or have ended, been disabled or expired: that ends the family. */
async function faultOf(ports: TokenPorts, family: TokenFamily, facts: Facts): Promise<OwnRefusal | undefined> {
  const order = orderOf(family.grant, family.id);
  if (isLocked(ports.snapshot, order)) return locked;
  const stands =
    isCurrent(ports.snapshot, family, order) &&
    applicationStands(ports.snapshot, order) &&
    holderStands(ports.snapshot, order, facts) &&
    (await sessionEnd(ports, family)) !== undefined;
  return stands ? undefined : ended;
}

function isCurrent(snapshot: Snapshot, { epochs }: TokenFamily, order: TokenOrder): boolean {
  const ids = { ...idsOf(order), [order.subject.kind]: order.subject.id };
  return epochKinds.every((kind) => {
    const id = ids[kind];
    return id === undefined || snapshot.epochOf(kind, id) <= (epochs[kind] ?? 0);
  });
}

const idsOf = ({ account, application, environment }: TokenOrder) => ({
  account,
  application,
  environment,
  user: undefined,
  key: undefined,
});

function isLocked(snapshot: Snapshot, { environment, account, application, subject }: TokenOrder): boolean {
  return (
    snapshot.isLocked("environment", environment) ||
    snapshot.isLocked("account", account) ||
    snapshot.isLocked(subject.kind, subject.id) ||
    (application !== undefined && snapshot.isLocked("application", application))
  );
}

const applicationStands = (snapshot: Snapshot, { application }: TokenOrder): boolean =>
  application === undefined || snapshot.findApplication(application)?.enabled === true;

function holderStands(snapshot: Snapshot, { subject }: TokenOrder, facts: Facts): boolean {
  if (subject.kind === "user") {
    const user = snapshot.findUserById(subject.id);
    return user?.enabled === true && !user.passwordChangeDue;
  }
  const key = snapshot.findKeyById(subject.id);
  const fault = key && keyStanding(key, facts, snapshot, "API key");
  // A lock of the user it is bound to passes: its tokens are refused meanwhile.
  return key !== undefined && (fault === undefined || fault.code === "principal_locked");
}

/**
 * When the session of a family ends without another use, `Infinity` for one that stems from something else. Undefined where
 * it has ended, also by that: what was derived from it ends with it (DESIGN 5.1).
 */
async function sessionEnd({ sessions }: TokenPorts, { source }: TokenFamily): Promise<number | undefined> {
  if (source.kind !== "session") return Number.POSITIVE_INFINITY;
  if (sessions === undefined || (await sessions.store.find(source.id)) === undefined) return undefined;
  const { status, idleEndsAt } = await getSession(sessions, source.id);
  return status === "open" ? idleEndsAt : undefined;
}

/** Seconds. A refresh is no use of the session: its token does not live on behind it. */
async function lifetimeOf(ports: TokenPorts, family: TokenFamily, wanted: number): Promise<number> {
  const end = (await sessionEnd(ports, family)) ?? 0;
  return Math.max(1, Math.min(wanted, Math.floor((end - ports.directory.clock()) / 1000)));
}
