import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import type { Principal } from "../3-verify/principal.ts";
import type { Snapshot } from "../kernel/ports.ts";

/** Everything a check may look at. Each check is a function of it that gives a refusal or nothing. */
export interface Case {
  readonly facts: Facts;
  readonly presented: Presented;
  readonly principal: Principal;
  readonly snapshot: Snapshot;
}
