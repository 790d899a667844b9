import type { FollowingSnapshot } from "@clavis/adapters";
import { ownHandlers, ownOperationsOn, type Vitals } from "@clavis/control";
import { type Judgement, StoreUnavailable } from "@clavis/core";
import { applyEffects, type DoorPorts, judgeAndResolve, type OwnHandlers, unboundOperations } from "@clavis/doors";
import type { Configuration } from "../configuration/configuration.ts";
import { selfServiceOf } from "../configuration/to-policy.ts";
import { defaultHost } from "./default-host.ts";
import type { Engine } from "./engine.ts";
import { signingInPorts, tokenPorts } from "./own-ports.ts";

/**
 * The handlers of Clavis's own operations, bound to a running engine. TypeError where one that is served has none: that
 * is a mistake of ours, and better found at start.
 */
export function handlersOf(configuration: Configuration, engine: Engine): OwnHandlers {
  const { ports, snapshot, directory, records, derive, provePassword, tokens } = engine;
  const selfService = selfServiceOf(configuration);
  const handlers = ownHandlers({
    snapshot,
    directory,
    records,
    derive,
    judge: (raw, rehearse) => judgeAndResolve(ports, raw, rehearse),
    suppose: ports.pipeline.suppose,
    provePassword,
    signingIn: selfService?.features.has("sessions") ? signingInPorts(configuration, engine) : undefined,
    tokens: selfService?.features.has("tokens") ? tokenPorts(configuration, engine) : undefined,
    assertionKeys: (environment, time) => tokens.ring.jwks(environment, "assertion", time),
    now: ports.now,
    newRequestId: () => ports.nextRequestId(ports.now()),
    defaultHost: defaultHost(configuration),
    conclude: (judgement, duration) => conclude(ports, judgement, duration),
    vitals: () => vitalsOf(snapshot),
  });
  const operations = listenerNames.flatMap((listener) => ownOperationsOn(listener, selfService));
  const unbound = unboundOperations(operations, handlers);
  if (unbound.length > 0) throw new TypeError(`no handler is bound to ${unbound.join(", ")}`);
  return handlers;
}

const listenerNames = ["public", "private", "authz"] as const;

/** What a decision that was only asked for leaves behind: its record, and that the key was used. */
async function conclude(ports: DoorPorts, judgement: Judgement, duration: number): Promise<void> {
  const { outcome } = judgement;
  // Whoever asked answers an allowed call, and does not say how.
  const status = outcome.kind === "answer" ? outcome.status : 0;
  const ending = { phase: "whole", status, duration, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 } as const;
  const record = ports.pipeline.record(judgement, ending);
  const { mode, log } = ports.recording;
  if (mode === "bounded") log.append(record);
  else {
    await log.commit(record).catch((cause: unknown) => {
      throw new StoreUnavailable("the decision could not be recorded", { cause });
    });
  }
  applyEffects(judgement, ports.activity);
}

/** Decisions go on for a while when the store can not be read; other nodes are then the better choice already. */
const staleAfter = 10_000;

function vitalsOf(snapshot: FollowingSnapshot): Vitals {
  const revision = snapshot.examine();
  const { age } = snapshot;
  const problems = age > staleAfter ? ["the directory can not be read"] : [];
  return { revision, snapshotAge: age, problems };
}
