import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import type { PolicyLimit } from "../kernel/policy.ts";
import type { Anchors, Snapshot } from "../kernel/ports.ts";
import type { Principal } from "../kernel/principal.ts";
import type { TokenReader } from "../kernel/token.ts";

/** Everything a check may look at. Each check is a function of it that gives a refusal or nothing. */
export interface Case {
  readonly facts: Facts;
  readonly presented: Presented;
  readonly principal: Principal;
  readonly snapshot: Snapshot;
  readonly anchors: Anchors;
  readonly tokens: Pick<TokenReader, "isRevoked">;
  readonly limits: readonly PolicyLimit[];
  /** The environment through which alone shared objects are changed. */
  readonly primary: string | undefined;
}
