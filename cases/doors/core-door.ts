import type { Judgement } from "@clavis/core";
import { applyEffects, judgeAndResolve } from "@clavis/doors";
import type { CaseRequest, Door, Observed } from "../door.ts";
import type { World } from "../world.ts";

/** The decision itself and what it leaves behind, without a door around it. */
export const openCoreDoor = async (world: World): Promise<Door> => ({
  judge: (request) => judge(world, request),
  close: async () => {},
});

async function judge({ ports, clock }: World, { method, target, headers, address }: CaseRequest): Promise<Observed> {
  const { pipeline, nextRequestId } = ports;
  const judgement = await judgeAndResolve(ports, {
    listener: "public",
    method,
    target,
    headers,
    peer: address,
    secure: false,
    time: clock.now,
    requestId: nextRequestId(clock.now),
  });
  applyEffects(judgement, ports.activity);
  const { decision, outcome } = judgement;
  const status = statusOf(judgement);
  const ending = { phase: "whole", status, duration: 0, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 } as const;
  return {
    effect: decision.effect,
    status,
    carriedOut: outcome.kind !== "own",
    answeredHere: true,
    answerHeaders: outcome.answerHeaders,
    body: outcome.kind === "answer" ? outcome.body : undefined,
    forwarded: outcome.kind === "forward" ? outcome : undefined,
    record: pipeline.record(judgement, ending),
  };
}

/** The upstream of the cases answers 200. */
export const statusOf = ({ outcome }: Judgement): number => (outcome.kind === "answer" ? outcome.status : 200);
