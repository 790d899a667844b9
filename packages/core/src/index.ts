export { canonicalPath } from "./1-facts/canonical-path.ts";
export type { Facts } from "./1-facts/facts.ts";
export { withoutSuffix } from "./1-facts/to-facts.ts";
export { isAccountNumber } from "./2-extract/account-choice.ts";
export { cookieValues } from "./2-extract/cookie.ts";
export type { Presented, Target } from "./2-extract/presented.ts";
export type { Allowed, Decision, Refused } from "./4-decide/decision.ts";
export { type CheckReport, type Explanation, explain } from "./4-decide/explanation.ts";
export { keyStanding } from "./4-decide/key-standing.ts";
export type { Reach } from "./4-decide/reach.ts";
export { limitsOf } from "./4-decide/right-check.ts";
export { refusedBy } from "./5-settle/settle.ts";
export { answerHeaders } from "./6-enforce/answer-headers.ts";
export type { Assertion } from "./6-enforce/assertion.ts";
export type { HeaderPairs, Outcome } from "./6-enforce/outcome.ts";
export type { Problem } from "./6-enforce/problem.ts";
export { recordedCall } from "./7-record/recorded-call.ts";
export type { RequestLog } from "./7-record/request-log.ts";
export type { RequestRecord } from "./7-record/request-record.ts";
export type { Ending } from "./7-record/to-record.ts";
export { type Address, addressNetwork, isLoopbackAddress, parseAddress } from "./kernel/address.ts";
export { composeApiKey, isApiKeyForm, keyWordForm } from "./kernel/api-key-form.ts";
export { base62Digits } from "./kernel/base62.ts";
export { blotted } from "./kernel/blot.ts";
export { type Check, checks } from "./kernel/check.ts";
export { type Code, type CodeEntry, codes, isCode } from "./kernel/code.ts";
export { type EpochKind, type Epochs, epochKinds, type LockKind, lockKinds } from "./kernel/epoch.ts";
export { headerCount, headerValue, headerValues } from "./kernel/header.ts";
export { hostForm, maxHostLength } from "./kernel/host.ts";
export type {
  CredentialNeed,
  Need,
  PasswordNeed,
  PasswordResolution,
  Resolution,
  SessionNeed,
  SettlementNeed,
  TokenNeed,
} from "./kernel/need.ts";
export { type Network, NetworkSet, parseNetwork } from "./kernel/network.ts";
export {
  isOpen,
  isTimeZone,
  type LocalTime,
  localTime,
  type Opening,
  type OpeningHours,
  offsetOf,
  parseOpeningHours,
} from "./kernel/opening-hours.ts";
export {
  type Action,
  type CredentialKind,
  type Demand,
  isApplicationScheme,
  type Operation,
  type Scheme,
  type Security,
  type Spelling,
} from "./kernel/operation.ts";
export { type Ambiguity, compileOperations, type Match, type OperationTable } from "./kernel/operation-table.ts";
export { isOwnedHeader } from "./kernel/owned-header.ts";
export type { AccountForm, Cors, Environment, FormatSuffix, Policy, PolicyLimit, Surface } from "./kernel/policy.ts";
export type {
  AccountKeyRecord,
  AccountRecord,
  Anchors,
  ApplicationKeyRecord,
  ApplicationRecord,
  Balance,
  Charge,
  Geo,
  KeyRecord,
  LinkRecord,
  MembershipRecord,
  Settlement,
  Snapshot,
  UserRecord,
} from "./kernel/ports.ts";
export {
  type Beside,
  besideIn,
  type Caller,
  credentialIdOf,
  type Grant,
  isCaller,
  type Principal,
  userIn,
} from "./kernel/principal.ts";
export { isPrintable, printable } from "./kernel/printable.ts";
export type { DoorFlaw, ListenerName, RawRequest } from "./kernel/raw-request.ts";
export { type ProblemMember, type Refusal, type RefusalExtras, type RefusalValues, refusal } from "./kernel/refusal.ts";
export type { AnchorRule, Quota, Rate, Restrictions } from "./kernel/restriction.ts";
export { type ActionBit, actionBits, isActionWord, parseRight, type Right } from "./kernel/right.ts";
export { everything, ownModules, RightSet, type RightTarget, type Verdict } from "./kernel/right-set.ts";
export type { SessionRecord } from "./kernel/session.ts";
export { isSharedAnchor, type SharedHolder, sharedAnchor } from "./kernel/shared-anchor.ts";
export { expectationOf, isSpelt } from "./kernel/spelling.ts";
export { StoreUnavailable } from "./kernel/store-unavailable.ts";
export type { SupposedCall, SupposedCaller } from "./kernel/supposed-call.ts";
export type { TokenReader, TokenReading, TokenRecord, TokenSubject } from "./kernel/token.ts";
export { type UndescribedApi, undescribedOperations } from "./kernel/undescribed-operations.ts";
export {
  createPipeline,
  type Judgement,
  type LookedUp,
  type Pending,
  type Pipeline,
  type PipelineParts,
} from "./pipeline.ts";
