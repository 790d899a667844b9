import { Refresh, validatorOf } from "@clavis/contract";
import { besideIn, epochKinds, type Facts, keyStanding, type Snapshot } from "@clavis/core";
import type { Refreshed, TokenFamily, TokenOrder } from "@clavis/directory";
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
      if (family.endedAt === undefined && !(await stands(ports, family, facts))) {
        await ports.families.end(family.id);
        return ended;
      }
      const refreshed = await ports.families.refresh(token, client);
      if (refreshed.kind !== "refreshed") return refusalOf(refreshed);
      const issued = ports.accessTokens.issue(
        orderOf(refreshed.family.grant, refreshed.family.id),
        refreshed.family.epochs,
      );
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

/** Whether everything still stands that the family stems from: nothing of it ended, disabled or locked meanwhile. */
async function stands(ports: TokenPorts, family: TokenFamily, facts: Facts): Promise<boolean> {
  const order = orderOf(family.grant, family.id);
  return (
    isCurrent(ports.snapshot, family, order) &&
    isUnlocked(ports.snapshot, order) &&
    holderStands(ports.snapshot, order, facts) &&
    (await sessionStands(ports, family, facts.time))
  );
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

const isUnlocked = (snapshot: Snapshot, order: TokenOrder): boolean =>
  !snapshot.isLocked("environment", order.environment) &&
  !snapshot.isLocked("account", order.account) &&
  (order.application === undefined ||
    (!snapshot.isLocked("application", order.application) &&
      snapshot.findApplication(order.application)?.enabled === true));

function holderStands(snapshot: Snapshot, { subject }: TokenOrder, facts: Facts): boolean {
  if (subject.kind === "user")
    return snapshot.findUserById(subject.id)?.enabled === true && !snapshot.isLocked("user", subject.id);
  const key = snapshot.findKeyById(subject.id);
  return key !== undefined && keyStanding(key, facts, snapshot, "API key") === undefined;
}

async function sessionStands({ sessions }: TokenPorts, { source }: TokenFamily, time: number): Promise<boolean> {
  if (source.kind !== "session") return true;
  const session = await sessions?.store.find(source.id);
  return session !== undefined && session.end === undefined && time < session.endsAt;
}
