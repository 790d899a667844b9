import type { FollowingSnapshot } from "@clavis/adapters";
import { ownHandlers, type Vitals } from "@clavis/control";
import { type Judgement, StoreUnavailable } from "@clavis/core";
import { applyEffects, type DoorPorts, type OwnHandlers, unboundOperations } from "@clavis/doors";
import type { Configuration } from "../configuration/configuration.ts";
import { ownOperations } from "./own-operations.ts";

/** The handlers of Clavis's own operations, bound to a running engine. TypeError where an operation has none. */
export function handlersOf(
  { environments }: Configuration,
  ports: DoorPorts,
  snapshot: FollowingSnapshot,
): OwnHandlers {
  const primary = environments.find((environment) => environment.primary);
  const handlers = ownHandlers({
    pipeline: ports.pipeline,
    now: ports.now,
    newRequestId: () => ports.nextRequestId(ports.now()),
    defaultHost: primary?.hosts[0] ?? "localhost",
    conclude: (judgement, duration) => conclude(ports, judgement, duration),
    vitals: () => vitalsOf(snapshot),
  });
  const unbound = unboundOperations(Object.values(ownOperations).flat(), handlers);
  if (unbound.length > 0) throw new TypeError(`no handler is bound to ${unbound.join(", ")}`);
  return handlers;
}

/** What a decision that was only asked for leaves behind: its record, and that the key was used. */
async function conclude(ports: DoorPorts, judgement: Judgement, duration: number): Promise<void> {
  const { outcome } = judgement;
  const status = outcome.kind === "answer" ? outcome.status : 200;
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
  const revision = snapshot.catchUp();
  const { age } = snapshot;
  const problems = age > staleAfter ? ["the directory can not be read"] : [];
  return { revision, snapshotAge: age, problems };
}
