import assert from "node:assert/strict";
import { test } from "node:test";
import {
  account,
  basic,
  genuine,
  key,
  link,
  type Parts,
  pipelineOf,
  raw,
  rights,
  type SampleUser,
  secretOf,
  user,
} from "../../test/sample.ts";
import type { AccountRecord, KeyRecord, LinkRecord } from "../kernel/ports.ts";
import { everything } from "../kernel/right-set.ts";
import type { Judgement } from "../pipeline.ts";

const secret = secretOf(1);
const sent = ["X-Api-Key", secret];
const portal = account("CPORTAL01");
const numbers = ["CKLANT001", "CKLANT002", "CKLANT003", "CKLANT004", "CKLANT005"];
const accounts: readonly AccountRecord[] = [portal, ...numbers.map((number) => account(number))];

const codeOf = ({ decision }: Judgement): string =>
  decision.effect === "refuse" ? decision.refusal.code : (decision.account?.number ?? "none");

/** The account a portal's key acts in, or the code of the refusal. */
const byKey = (
  links: readonly LinkRecord[],
  wanted: string | undefined,
  more: Partial<Parts> = {},
  own?: KeyRecord,
) => {
  const keys = new Map([[secret, own ?? key({ account: portal })]]);
  const chosen = wanted === undefined ? [] : ["X-AccountId", wanted];
  return codeOf(pipelineOf({ keys, accounts, links, ...more }).judge(raw("/invoices", [...sent, ...chosen])));
};

const byUser = (who: SampleUser, links: readonly LinkRecord[], wanted?: string, all = accounts) => {
  const users = new Map([["jan@domain.be", user(who)]]);
  const chosen = wanted === undefined ? [] : ["X-AccountId", wanted];
  return pipelineOf({ users, accounts: all, links }).judge(raw("/invoices", [...basic, ...chosen]), genuine);
};

const chain = ["CPORTAL01", ...numbers].flatMap((from, at, all) => {
  const to = all[at + 1];
  return to === undefined ? [] : [link(from, to)];
});

test("a portal's key acts in its own account, and by X-AccountId in one that a link leads to", () => {
  const links = [link("CPORTAL01", "CKLANT001")];
  assert.equal(byKey(links, undefined), "CPORTAL01");
  assert.equal(byKey(links, "CPORTAL01"), "CPORTAL01");
  assert.equal(byKey(links, "CKLANT001"), "CKLANT001");
  assert.equal(byKey([], "CKLANT001"), "account_not_reachable");
  assert.equal(byKey([link("CKLANT001", "CPORTAL01")], "CKLANT001"), "account_not_reachable");
});

test("links chain to a depth of four and no further", () => {
  for (const reachable of numbers.slice(0, 4)) assert.equal(byKey(chain, reachable), reachable);
  assert.equal(byKey(chain, "CKLANT005"), "account_not_reachable");
});

test("unknown, disabled and unreachable accounts get one and the same answer", () => {
  const links = [link("CPORTAL01", "CKLANT001")];
  const disabled = [portal, account("CKLANT001", { enabled: false }), account("CKLANT002")];
  const keys = new Map([[secret, key({ account: portal })]]);
  const answers = ["CKLANT001", "CKLANT002", "CNIEMAND1"].map((wanted) => {
    const asked = raw("/invoices", [...sent, "X-AccountId", wanted]);
    return JSON.stringify(pipelineOf({ keys, accounts: disabled, links }).judge(asked).outcome);
  });
  assert.equal(new Set(answers).size, 1);
  assert.match(answers[0] ?? "", /account_not_reachable/);
});

test("a disabled account on the way, or at its start, ends the way", () => {
  const off = (number: string) => accounts.map((one) => (one.number === number ? { ...one, enabled: false } : one));
  assert.equal(byKey(chain, "CKLANT003", { accounts: off("CKLANT002") }), "account_not_reachable");
  const start = key({ account: { ...portal, enabled: false } });
  assert.equal(byKey(chain, "CKLANT001", { accounts: off("CPORTAL01") }, start), "account_not_reachable");
  const who = { memberships: new Map([["CPORTAL01", everything]]) };
  assert.equal(codeOf(byUser(who, chain, "CKLANT001", off("CPORTAL01"))), "account_not_reachable");
});

test("a user acts in the main account unless the request names another that they can reach", () => {
  const memberships = new Map([
    ["CKLANT001", everything],
    ["CKLANT002", everything],
  ]);
  const who = { memberships, mainAccount: "CKLANT001" };
  assert.equal(codeOf(byUser(who, [])), "CKLANT001");
  assert.equal(codeOf(byUser(who, [], "CKLANT002")), "CKLANT002");
  assert.equal(codeOf(byUser(who, [], "CKLANT003")), "account_not_reachable");
  assert.equal(codeOf(byUser({ memberships }, [])), "account_required");
  assert.equal(codeOf(byUser({ memberships, mainAccount: "CKLANT003" }, [])), "account_required");
});

test("a main account may be reached over a link", () => {
  const who = { memberships: new Map([["CPORTAL01", everything]]), mainAccount: "CKLANT001" };
  assert.equal(codeOf(byUser(who, [link("CPORTAL01", "CKLANT001")])), "CKLANT001");
  assert.equal(codeOf(byUser(who, [])), "account_required");
});

test("a direct membership beats a link, also where the link would allow more", () => {
  const direct = rights("clients");
  const memberships = new Map([
    ["CPORTAL01", everything],
    ["CKLANT001", direct],
  ]);
  const judgement = byUser({ memberships }, [link("CPORTAL01", "CKLANT001")], "CKLANT001");
  assert.equal(codeOf(judgement), "right_missing");
  assert.deepEqual(judgement.decision.reach?.chain, []);
  assert.equal(judgement.decision.reach?.holder, direct);
});

test("of two ways the shorter counts, of two equally short ones the first by number, whatever each allows", () => {
  const narrow = rights("clients");
  const memberships = new Map([
    ["CKLANT003", everything],
    ["CKLANT002", narrow],
  ]);
  const both = [link("CKLANT003", "CKLANT001"), link("CKLANT002", "CKLANT001")];
  assert.equal(byUser({ memberships }, both, "CKLANT001").decision.reach?.from, "CKLANT002");
  const long = [link("CKLANT003", "CKLANT001"), link("CKLANT002", "CKLANT004"), link("CKLANT004", "CKLANT001")];
  assert.equal(byUser({ memberships }, long, "CKLANT001").decision.reach?.from, "CKLANT003");
});

test("a key that was made through a link ends with it", () => {
  const made = key({ account: account("CKLANT001"), links: ["CPORTAL01>CKLANT001"] });
  assert.equal(byKey([link("CPORTAL01", "CKLANT001")], undefined, {}, made), "CKLANT001");
  assert.equal(byKey([], undefined, {}, made), "credential_revoked");
});

test("an operation that needs no right asks for none, and for a user where it is one's own", () => {
  const narrow = rights("x");
  const keys = new Map([[secret, key({ account: portal, rights: narrow })]]);
  const users = new Map([["jan@domain.be", user()]]);
  const pipeline = pipelineOf({ keys, users, accounts });
  const ask = (target: string, headers: readonly string[], method = "GET") =>
    codeOf(pipeline.judge(raw(target, headers, { method }), genuine));
  assert.equal(ask("/me", sent), "CPORTAL01");
  assert.equal(ask("/me", sent, "PATCH"), "operation_not_allowed");
  assert.equal(ask("/me", basic), "none");
  assert.equal(ask("/me", basic, "PATCH"), "none");
  assert.equal(ask("/me", [...basic, "X-AccountId", "CKLANT001"]), "account_not_reachable");
  assert.equal(ask("/me", []), "credential_missing");
});
