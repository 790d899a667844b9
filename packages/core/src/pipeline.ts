import type { Facts } from "./1-facts/facts.ts";
import { toFacts } from "./1-facts/to-facts.ts";
import { Extractor } from "./2-extract/extract.ts";
import { misplacedInBody } from "./2-extract/misplaced.ts";
import type { Presented } from "./2-extract/presented.ts";
import { supposedCaller } from "./3-verify/supposed-caller.ts";
import { verify } from "./3-verify/verify.ts";
import { decide } from "./4-decide/decide.ts";
import type { Allowed, Decision, Refused, Undecided } from "./4-decide/decision.ts";
import { settle, settledWith, type Unsettled, unsettled } from "./5-settle/settle.ts";
import type { Assertion } from "./6-enforce/assertion.ts";
import { Enforcer } from "./6-enforce/enforcer.ts";
import type { Outcome } from "./6-enforce/outcome.ts";
import type { RequestRecord } from "./7-record/request-record.ts";
import { type Ending, toRecord } from "./7-record/to-record.ts";
import type { Code } from "./kernel/code.ts";
import type { CredentialNeed, Need, Resolution } from "./kernel/need.ts";
import type { Policy } from "./kernel/policy.ts";
import type { Anchors, Geo, Settlement, Snapshot } from "./kernel/ports.ts";
import { isCaller, type Principal } from "./kernel/principal.ts";
import type { RawRequest } from "./kernel/raw-request.ts";
import { type Refusal, type RefusalExtras, refusal } from "./kernel/refusal.ts";
import { StoreUnavailable } from "./kernel/store-unavailable.ts";
import type { SupposedCall } from "./kernel/supposed-call.ts";
import type { TokenReader, TokenRecord } from "./kernel/token.ts";

/** What was looked up for a credential. */
export interface LookedUp {
  readonly need: CredentialNeed;
  readonly resolution: Resolution;
}

/** A request with everything that was found out about it. */
export interface Judgement {
  readonly facts: Facts;
  readonly presented: Presented;
  readonly lookedUp: LookedUp | undefined;
  readonly decision: Decision;
  readonly outcome: Outcome;
}

/** A request that can not be judged before something is looked up or made durable. */
export interface Pending {
  readonly facts: Facts;
  readonly need: Need;
  /**
   * Goes on with what was found out: the whole decision once more, on the directory as it is then. A credential that was
   * looked up may still wait for its charges.
   */
  resume(resolution: Resolution): Judgement | Pending;
}

export interface Pipeline {
  /** The whole way from a request to what the door carries out. Never throws: an error of ours refuses (CFG-05). */
  judge(raw: RawRequest): Judgement | Pending;
  /** The same without settling charges: what would happen. */
  rehearse(raw: RawRequest): Judgement | Pending;
  /**
   * Judges an exchange that is still open once more, without settling: the refusal when its right has ended. `again` is
   * what a new look-up of its credential found, where one was made.
   */
  rejudge(judgement: Judgement, time: number, again?: Resolution): Refusal | undefined;
  /** What the rules say now of a call that is only supposed. Settles nothing. Undefined where nobody has the caller's id. */
  suppose(call: SupposedCall): Judgement | undefined;
  /** Turns an allowed exchange into a refusal that comes after the checks: the upstream's, the body's or our own. */
  fail(judgement: Judgement, code: Code, detail: string, extras?: RefusalExtras): Judgement;
  /** Why the body of an own operation, by the names of its members, carries a credential that belongs elsewhere. */
  misplaced(judgement: Judgement, members: readonly string[]): string | undefined;
  record(judgement: Judgement, ending: Ending): RequestRecord;
}

/** What a pipeline is made of. The policy is fixed: a new configuration is a new pipeline. */
export interface PipelineParts {
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly settlement: Settlement;
  readonly tokens: TokenReader;
  readonly geo: Geo;
  readonly anchors: Anchors;
  /** Absent where no upstream gets a signed assertion. */
  readonly assertion?: Assertion;
  /** Told of errors that were turned into a refusal. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/**
 * Joins the stages: facts -> presented -> principal -> decision -> settled -> outcome -> record. The only file that
 * does, and all doors come through it. Nothing in it waits.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { policy, snapshot, settlement, tokens, geo, anchors, assertion, onError } = parts;
  const extractor = new Extractor(policy);
  const enforcer = new Enforcer(policy, assertion);
  const { keyPrefix, limits } = policy;
  const primary = policy.environments.find((environment) => environment.primary)?.name;

  const caseOf = (facts: Facts, presented: Presented, principal: Principal) =>
    ({ facts, presented, principal, snapshot, anchors, tokens, limits, primary }) as const;

  const decideOn = (facts: Facts, presented: Presented, resolution: Resolution | undefined): Decision | Undecided => {
    const principal = verify(presented, { facts, snapshot, tokens, keyPrefix, resolution });
    return decide(caseOf(facts, presented, principal));
  };

  /** Once more. A token whose issuer's keys are not at hand any more was verified before: what can end it is judged. */
  const decideAgain = (
    facts: Facts,
    presented: Presented,
    resolution: Resolution | undefined,
    { principal }: Decision,
  ): Decision => {
    const again = decideOn(facts, presented, resolution);
    if (again.effect !== "undecided") return again;
    const token = tokenOf(principal);
    const decision = token && decideOn(facts, presented, { kind: "token", reading: { kind: "genuine", token } });
    if (decision === undefined || decision.effect === "undecided")
      throw new TypeError("a credential that was judged can not be unresolved");
    return decision;
  };

  const judgeOn = (
    facts: Facts,
    presented: Presented,
    lookedUp: LookedUp | undefined,
    settleOn: typeof settle,
  ): Judgement | Pending => {
    try {
      const decision = decideOn(facts, presented, lookedUp?.resolution);
      if (decision.effect === "undecided") return pending(facts, presented, lookedUp, decision.need, settleOn);
      const settled = settleOn(decision, settlement, facts.time);
      if ("waiting" in settled) return unsettledYet(facts, presented, lookedUp, settled);
      const outcome = enforcer.outcome(facts, presented, settled);
      return { facts, presented, lookedUp, decision: settled.decision, outcome };
    } catch (error) {
      onError(error, facts.requestId);
      return refuse(facts, presented, lookedUp, failed(presented, ownTrouble(error)));
    }
  };

  const pending = (
    facts: Facts,
    presented: Presented,
    lookedUp: LookedUp | undefined,
    need: CredentialNeed,
    settleOn: typeof settle,
  ): Pending => {
    if (lookedUp !== undefined) throw new TypeError("a credential that was looked up can not be unresolved");
    return { facts, need, resume: (resolution) => judgeOn(facts, presented, { need, resolution }, settleOn) };
  };

  const unsettledYet = (
    facts: Facts,
    presented: Presented,
    lookedUp: LookedUp | undefined,
    { decision, waiting }: Unsettled,
  ): Pending => ({
    facts,
    need: { kind: "settlement", charges: waiting },
    resume: (resolution) => {
      try {
        if (resolution.kind !== "settled") return refuse(facts, presented, lookedUp, unpaid(decision));
        // Whatever ended while it was made durable must not be allowed any more.
        const again = decideAgain(facts, presented, lookedUp?.resolution, decision);
        if (again.effect === "refuse") return refuse(facts, presented, lookedUp, again);
        const settled = settledWith(decision, resolution.balances);
        const outcome = enforcer.outcome(facts, presented, settled);
        return { facts, presented, lookedUp, decision: settled.decision, outcome };
      } catch (error) {
        onError(error, facts.requestId);
        return refuse(facts, presented, lookedUp, failed(presented, ownTrouble(error)));
      }
    },
  });

  const judgeWith = (raw: RawRequest, settleOn: typeof settle): Judgement | Pending => {
    let facts: Facts | undefined;
    try {
      facts = toFacts(raw, policy, geo);
      return judgeOn(facts, extractor.extract(facts), undefined, settleOn);
    } catch (error) {
      onError(error, raw.requestId);
      return refuse(facts ?? bareFacts(raw), unread, undefined, failed(unread, ownTrouble(error)));
    }
  };

  const refuse = (facts: Facts, presented: Presented, lookedUp: LookedUp | undefined, decision: Refused): Judgement => {
    return { facts, presented, lookedUp, decision, outcome: enforcer.refusal(facts, presented, decision, []) };
  };

  return {
    judge: (raw) => judgeWith(raw, settle),
    rehearse: (raw) => judgeWith(raw, unsettled),
    rejudge({ facts, presented, lookedUp, decision }, time, resolution = lookedUp?.resolution) {
      try {
        const again = decideAgain({ ...facts, time }, presented, resolution, decision);
        return again.effect === "refuse" ? again.refusal : undefined;
      } catch (error) {
        onError(error, facts.requestId);
        return ownTrouble(error);
      }
    },
    suppose(call) {
      const facts = toFacts(supposedRequest(call), policy, geo);
      const found = extractor.extract(facts);
      const supposed = supposedCaller(call, policy.surfaces.public.schemes, snapshot);
      if (supposed === undefined) return undefined;
      const presented = { ...found, ...supposed.presented };
      const decision = decide(caseOf(facts, presented, supposed.principal));
      if (decision.effect === "undecided") throw new TypeError("a supposed caller needs no look-up");
      const outcome = enforcer.outcome(facts, presented, unsettled(decision));
      return { facts, presented, lookedUp: undefined, decision, outcome };
    },
    fail({ facts, presented, lookedUp, decision }, code, detail, extras = {}) {
      const { operation, principal, account, reach } = decision;
      const why = { ...refusal(undefined, code, "door", detail), ...extras };
      return refuse(facts, presented, lookedUp, {
        effect: "refuse",
        operation,
        principal,
        account,
        reach,
        refusal: why,
      });
    },
    misplaced: ({ facts }, members) => misplacedInBody(policy.surfaces[facts.listener].schemes, members),
    record: ({ facts, presented, decision }, ending) =>
      toRecord(facts, decision, ending, policy.recordedHeaders, {
        deprecated: enforcer.deprecatedScheme(facts, presented) !== undefined,
        notes: enforcer.notesOn(facts, presented),
      }),
  };
}

const tokenOf = (principal: Principal): TokenRecord | undefined =>
  isCaller(principal) && principal.grant?.kind === "token" ? principal.grant.token : undefined;

/** Where an error of ours came before the request was read. */
const unread: Presented = {
  target: { kind: "unknown-path" },
  caller: undefined,
  application: undefined,
  fault: undefined,
  account: { kind: "absent" },
};

/** What is known without looking into anything: enough to refuse and to record. */
const bareFacts = ({ listener, method, target, secure, time, requestId }: RawRequest): Facts => ({
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

function failed({ target }: Presented, why: Refusal): Refused {
  const operation = "operation" in target ? target.operation : undefined;
  return { effect: "refuse", operation, principal: anonymous, account: undefined, reach: undefined, refusal: why };
}

/** Charges that could not be made durable: nothing was settled. */
function unpaid({ operation, principal, account, reach }: Allowed): Refused {
  const why = refusal(
    "pace",
    "store_unavailable",
    "settlement.store",
    "What this request costs can not be written down now.",
  );
  return { effect: "refuse", operation, principal, account, reach, refusal: why };
}

function ownTrouble(error: unknown): Refusal {
  return error instanceof StoreUnavailable
    ? refusal(undefined, "store_unavailable", "store", "The directory can not be read at the moment.")
    : refusal(undefined, "internal", "internal", "The request was refused because of an error of ours.");
}

function supposedRequest({ method, target, host, address, time, account }: SupposedCall): RawRequest {
  const headers = ["Host", host, ...(account === undefined ? [] : ["X-AccountId", account])];
  const statedAddress = address ?? "";
  return { listener: "public", method, target, headers, peer: "", statedAddress, secure: false, time, requestId: "-" };
}
