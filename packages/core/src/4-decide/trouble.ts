import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import type { Principal } from "../kernel/principal.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { StoreUnavailable } from "../kernel/store-unavailable.ts";
import type { Refused } from "./decision.ts";

/** Where an error of ours came before the request was read. */
export const unread: Presented = {
  target: { kind: "unknown-path" },
  caller: undefined,
  application: undefined,
  fault: undefined,
  cookieWithoutOrigin: false,
  account: { kind: "absent" },
};

/** What is known without looking into anything: enough to refuse and to record. */
export const bareFacts = ({ listener, method, target, secure, time, requestId }: RawRequest): Facts => ({
  listener,
  environment: undefined,
  method,
  path: target.split("?", 1)[0] ?? "",
  upstreamPath: "",
  query: undefined,
  headers: [],
  host: "",
  address: undefined,
  addressSource: "peer",
  country: undefined,
  secure,
  time,
  requestId,
  flaw: undefined,
});

const anonymous: Principal = { kind: "anonymous" };

export function troubled({ target }: Presented, why: Refusal): Refused {
  const operation = "operation" in target ? target.operation : undefined;
  return { effect: "refuse", operation, principal: anonymous, account: undefined, reach: undefined, refusal: why };
}

export function ownTrouble(error: unknown): Refusal {
  return error instanceof StoreUnavailable
    ? refusal(undefined, "store_unavailable", "store", "The directory can not be read at the moment.")
    : refusal(undefined, "internal", "internal", "The request was refused because of an error of ours.");
}
