import { type Caller, isCaller, type Judgement, limitsOf, type Reach, type RightSet } from "@clavis/core";
import type { Actor } from "@clavis/directory";

/** Who calls an operation of self-service, and from where to where. */
export interface SelfServiceCaller {
  readonly caller: Caller;
  readonly actor: Actor;
  /** Undefined only for operations about the caller alone. */
  readonly reach: Reach | undefined;
  readonly environment: string;
  readonly requestId: string;
}

/** The caller of an allowed call. TypeError where there is none: operations of self-service are never anonymous. */
export function callerOf({ decision, facts }: Judgement): SelfServiceCaller {
  const { principal, reach } = decision;
  if (!isCaller(principal) || facts.environment === undefined)
    throw new TypeError("an operation of self-service was called by nobody");
  return {
    caller: principal,
    actor: actorOf(principal),
    reach,
    environment: facts.environment,
    requestId: facts.requestId,
  };
}

function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case "key":
      return `key:${caller.key.id}`;
    case "user":
      return `user:${caller.user.id}`;
    case "token":
      return `token:${caller.grant.token.id}`;
  }
}

/** How the account is reached; for operations that act in one. */
export function reachOf({ reach }: SelfServiceCaller): Reach {
  if (reach === undefined) throw new TypeError("the operation acts in an account and none was reached");
  return reach;
}

/** What limits the caller in the account it acts in. */
export const limitsOfCaller = (self: SelfServiceCaller): readonly RightSet[] => limitsOf(self.caller, reachOf(self));
