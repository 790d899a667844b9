import type { Judgement, Need, Pending, Pipeline, RawRequest, Resolution } from "@clavis/core";

/** Finds out what a decision waits for, or makes its charges durable. */
export interface Resolver {
  /** `time` is the request's, in milliseconds since the epoch. What it can not find out it says, or rejects. */
  resolve(need: Need, time: number): Resolution | Promise<Resolution>;
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
  return resolved(rehearse ? ports.pipeline.rehearse(raw) : ports.pipeline.judge(raw), ports);
}

/** A credential first, then its charges: what was resolved may wait once more. */
function resolved(judged: Judgement | Pending, ports: JudgingPorts): Judgement | Promise<Judgement> {
  if (!("need" in judged)) return judged;
  const found = lookUp(judged, ports);
  return found instanceof Promise
    ? found.then((resolution) => resolved(judged.resume(resolution), ports))
    : resolved(judged.resume(found), ports);
}

const unavailable: Resolution = { kind: "unavailable" };

function lookUp({ need, facts }: Pending, { resolver, onError }: JudgingPorts): Resolution | Promise<Resolution> {
  const failed = (error: unknown): Resolution => {
    onError(error, facts.requestId);
    return unavailable;
  };
  try {
    const found = resolver.resolve(need, facts.time);
    return found instanceof Promise ? found.catch(failed) : found;
  } catch (error) {
    return failed(error);
  }
}
