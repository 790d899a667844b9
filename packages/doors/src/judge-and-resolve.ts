import type { Judgement, PasswordNeed, Pending, Pipeline, RawRequest, Resolution } from "@clavis/core";

/** Finds out what a decision waits for. */
export interface Resolver {
  /** `time` is the request's, in milliseconds since the epoch. Never rejects: what it can not find out it says. */
  resolve(need: PasswordNeed, time: number): Resolution | Promise<Resolution>;
}

export interface JudgingPorts {
  readonly pipeline: Pipeline;
  readonly resolver: Resolver;
  /** Told of errors of ours that became a refusal. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/**
 * The whole decision, for every door. What needs no look-up, and a look-up that is answered at once, is judged at once;
 * else the judgement is promised, and the promise does not reject. A resolver that fails refuses with 503
 * `store_unavailable`. `rehearse` says what would happen, without settling charges; a password is checked all the same.
 */
export function judgeAndResolve(
  ports: JudgingPorts,
  raw: RawRequest,
  rehearse = false,
): Judgement | Promise<Judgement> {
  const judged = rehearse ? ports.pipeline.rehearse(raw) : ports.pipeline.judge(raw);
  return "need" in judged ? resolve(judged, ports) : judged;
}

const unavailable: Resolution = { kind: "unavailable" };

function resolve(pending: Pending, { resolver, onError }: JudgingPorts): Judgement | Promise<Judgement> {
  const { time, requestId } = pending.facts;
  const failed = (error: unknown): Resolution => {
    onError(error, requestId);
    return unavailable;
  };
  let resolution: Resolution | Promise<Resolution>;
  try {
    resolution = resolver.resolve(pending.need, time);
  } catch (error) {
    resolution = failed(error);
  }
  return resolution instanceof Promise
    ? resolution.catch(failed).then((found) => pending.resume(found))
    : pending.resume(resolution);
}
