import type { Facts } from "./1-facts/facts.ts";
import { toFacts } from "./1-facts/to-facts.ts";
import { Extractor } from "./2-extract/extract.ts";
import { misplacedInBody } from "./2-extract/misplaced.ts";
import type { Presented } from "./2-extract/presented.ts";
import { supposedCaller } from "./3-verify/supposed-caller.ts";
import { verify } from "./3-verify/verify.ts";
import type { Case } from "./4-decide/case.ts";
import { decide } from "./4-decide/decide.ts";
import type { Allowed, Decision, Refused, Undecided } from "./4-decide/decision.ts";
import { bareFacts, ownTrouble, troubled, unread } from "./4-decide/trouble.ts";
import { refusedBy, type Settled, settle, settledWith, type Unsettled, unpaid, unsettled } from "./5-settle/settle.ts";
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
  const staged = new StagedPipeline(parts);
  // Functions that may be passed on by themselves.
  return {
    judge: (raw) => staged.judge(raw),
    rehearse: (raw) => staged.rehearse(raw),
    rejudge: (judgement, time, again) => staged.rejudge(judgement, time, again),
    suppose: (call) => staged.suppose(call),
    fail: (judgement, code, detail, extras) => staged.fail(judgement, code, detail, extras),
    misplaced: (judgement, members) => staged.misplaced(judgement, members),
    record: (judgement, ending) => staged.record(judgement, ending),
  };
}

/** A request on its way through the stages. */
interface Asked {
  readonly facts: Facts;
  readonly presented: Presented;
  readonly lookedUp: LookedUp | undefined;
}

class StagedPipeline implements Pipeline {
  readonly #parts: PipelineParts;
  readonly #extractor: Extractor;
  readonly #enforcer: Enforcer;
  readonly #primary: string | undefined;

  constructor(parts: PipelineParts) {
    const { policy, assertion } = parts;
    this.#parts = parts;
    this.#extractor = new Extractor(policy);
    this.#enforcer = new Enforcer(policy, assertion);
    this.#primary = policy.environments.find((environment) => environment.primary)?.name;
  }

  judge(raw: RawRequest): Judgement | Pending {
    return this.#judgeWith(raw, settle);
  }

  rehearse(raw: RawRequest): Judgement | Pending {
    return this.#judgeWith(raw, unsettled);
  }

  rejudge({ facts, presented, lookedUp, decision }: Judgement, time: number, again?: Resolution): Refusal | undefined {
    try {
      const found = again ?? lookedUp?.resolution;
      const now = this.#decideAgain({ ...facts, time }, presented, found, decision);
      return now.effect === "refuse" ? now.refusal : undefined;
    } catch (error) {
      this.#parts.onError(error, facts.requestId);
      return ownTrouble(error);
    }
  }

  suppose(call: SupposedCall): Judgement | undefined {
    const { policy, geo, snapshot } = this.#parts;
    const facts = toFacts(supposedRequest(call), policy, geo);
    const found = this.#extractor.extract(facts);
    const supposed = supposedCaller(call, policy.surfaces.public.schemes, snapshot);
    if (supposed === undefined) return undefined;
    const presented = { ...found, ...supposed.presented };
    const decision = decide(this.#caseOf(facts, presented, supposed.principal));
    if (decision.effect === "undecided") throw new TypeError("a supposed caller needs no look-up");
    return this.#judged({ facts, presented, lookedUp: undefined }, unsettled(decision));
  }

  fail({ decision, ...asked }: Judgement, code: Code, detail: string, extras: RefusalExtras = {}): Judgement {
    const why = { ...refusal(undefined, code, "door", detail), ...extras };
    return this.#refuse(asked, refusedBy(decision, why));
  }

  misplaced({ facts }: Judgement, members: readonly string[]): string | undefined {
    return misplacedInBody(this.#parts.policy.surfaces[facts.listener].schemes, members);
  }

  record({ facts, presented, decision }: Judgement, ending: Ending): RequestRecord {
    return toRecord(facts, decision, ending, this.#parts.policy.recordedHeaders, {
      deprecated: this.#enforcer.deprecatedScheme(facts, presented) !== undefined,
      notes: this.#enforcer.notesOn(facts, presented),
    });
  }

  #judgeWith(raw: RawRequest, settleOn: typeof settle): Judgement | Pending {
    const { policy, geo, onError } = this.#parts;
    let facts: Facts | undefined;
    try {
      facts = toFacts(raw, policy, geo);
      return this.#judgeOn({ facts, presented: this.#extractor.extract(facts), lookedUp: undefined }, settleOn);
    } catch (error) {
      onError(error, raw.requestId);
      const asked = { facts: facts ?? bareFacts(raw), presented: unread, lookedUp: undefined };
      return this.#refuse(asked, troubled(unread, ownTrouble(error)));
    }
  }

  #judgeOn(asked: Asked, settleOn: typeof settle): Judgement | Pending {
    return this.#guard(asked, () => {
      const { facts, presented, lookedUp } = asked;
      const decision = this.#decide(facts, presented, lookedUp?.resolution);
      if (decision.effect === "undecided") return this.#pending(asked, decision.need, settleOn);
      const settled = settleOn(decision, this.#parts.settlement, facts.time);
      return "waiting" in settled ? this.#unsettledYet(asked, settled) : this.#judged(asked, settled);
    });
  }

  #pending({ facts, presented, lookedUp }: Asked, need: CredentialNeed, settleOn: typeof settle): Pending {
    if (lookedUp !== undefined) throw new TypeError("a credential that was looked up can not be unresolved");
    const resume = (resolution: Resolution) =>
      this.#judgeOn({ facts, presented, lookedUp: { need, resolution } }, settleOn);
    return { facts, need, resume };
  }

  #unsettledYet(asked: Asked, { decision, waiting }: Unsettled): Pending {
    const resume = (resolution: Resolution) => this.#guard(asked, () => this.#conclude(asked, decision, resolution));
    return { facts: asked.facts, need: { kind: "settlement", charges: waiting }, resume };
  }

  #conclude(asked: Asked, decision: Allowed, resolution: Resolution): Judgement {
    if (resolution.kind !== "settled") return this.#refuse(asked, unpaid(decision));
    // Whatever ended while it was made durable must not be allowed any more.
    const again = this.#decideAgain(asked.facts, asked.presented, asked.lookedUp?.resolution, decision);
    if (again.effect === "refuse") return this.#refuse(asked, again);
    return this.#judged(asked, settledWith(decision, resolution.balances));
  }

  /** An error of ours refuses. */
  #guard(asked: Asked, work: () => Judgement | Pending): Judgement | Pending {
    try {
      return work();
    } catch (error) {
      this.#parts.onError(error, asked.facts.requestId);
      return this.#refuse(asked, troubled(asked.presented, ownTrouble(error)));
    }
  }

  #judged({ facts, presented, lookedUp }: Asked, settled: Settled): Judgement {
    const outcome = this.#enforcer.outcome(facts, presented, settled);
    return { facts, presented, lookedUp, decision: settled.decision, outcome };
  }

  #refuse({ facts, presented, lookedUp }: Asked, decision: Refused): Judgement {
    const outcome = this.#enforcer.refusal(facts, presented, decision, []);
    return { facts, presented, lookedUp, decision, outcome };
  }

  #decide(facts: Facts, presented: Presented, resolution: Resolution | undefined): Decision | Undecided {
    const { snapshot, tokens, policy } = this.#parts;
    const principal = verify(presented, { facts, snapshot, tokens, keyPrefix: policy.keyPrefix, resolution });
    return decide(this.#caseOf(facts, presented, principal));
  }

  /** Once more. A token whose issuer's keys are not at hand any more was verified before: what can end it is judged. */
  #decideAgain(
    facts: Facts,
    presented: Presented,
    resolution: Resolution | undefined,
    { principal }: Decision,
  ): Decision {
    const again = this.#decide(facts, presented, resolution);
    if (again.effect !== "undecided") return again;
    const token = tokenOf(principal);
    const known = token && this.#decide(facts, presented, { kind: "token", reading: { kind: "genuine", token } });
    if (known === undefined || known.effect === "undecided")
      throw new TypeError("a credential that was judged can not be unresolved");
    return known;
  }

  #caseOf(facts: Facts, presented: Presented, principal: Principal): Case {
    const { snapshot, anchors, tokens, policy } = this.#parts;
    return { facts, presented, principal, snapshot, anchors, tokens, limits: policy.limits, primary: this.#primary };
  }
}

const tokenOf = (principal: Principal): TokenRecord | undefined =>
  isCaller(principal) && principal.grant?.kind === "token" ? principal.grant.token : undefined;

function supposedRequest({ method, target, host, address, time, account }: SupposedCall): RawRequest {
  const headers = ["Host", host, ...(account === undefined ? [] : ["X-AccountId", account])];
  const statedAddress = address ?? "";
  return { listener: "public", method, target, headers, peer: "", statedAddress, secure: false, time, requestId: "-" };
}
