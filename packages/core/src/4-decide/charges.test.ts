import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, appSecret, bearer, cookie, directory, keySecret, member, policy, withApp } from "../../test/grants.ts";
import {
  account,
  application,
  applicationKey,
  basic,
  genuine,
  key,
  lastOne,
  link,
  type Parts,
  raw,
  session,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../../test/sample.ts";
import type { PolicyLimit } from "../kernel/policy.ts";
import type { Charge, KeyRecord } from "../kernel/ports.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import type { Restrictions } from "../kernel/restriction.ts";
import { everything } from "../kernel/right-set.ts";

const rate = { limit: 2, seconds: 60 };
const quota = { limit: 100, period: "day" } as const;

/** What a request is charged, in order. */
function charged(parts: Parts, target: string, headers: readonly string[], more: Partial<RawRequest> = {}) {
  const seen: Charge[] = [];
  const settlement = {
    settle: (charges: readonly Charge[], time: number) => {
      seen.push(...charges);
      return lastOne.settle(charges, time);
    },
  };
  const judged = waitingPipelineOf({ ...directory, ...parts, settlement }).judge(raw(target, headers, more));
  if ("need" in judged)
    judged.resume(judged.need.kind === "password" ? genuine : { kind: "session", session: session() });
  return seen;
}

const brief = (charge: Charge): string => `${charge.kind} ${charge.rule} ${charge.cell}`;
const names = (charges: readonly Charge[]) => charges.flatMap((charge) => ("name" in charge ? [charge.name] : []));

const withKey = (restrictions: Restrictions, more: Parts = {}): Parts => ({
  keys: new Map([[keySecret, key({ restrictions })]]),
  ...more,
});

test("a key is charged its rate, its quota and its uses, in its own cell", () => {
  const charges = charged(withKey({ rate, quota, uses: 3 }), "/groups", apiKey);
  assert.deepEqual(charges.map(brief), ["rate key.rate key_1", "quota key.quota key_1", "uses key.uses key_1"]);
  assert.deepEqual(names(charges), ["key", "key-quota"]);
});

test("a token is charged for itself and for the key it was made from", () => {
  const tokens = tokensOf(new Map([["a.b.c", token({ restrictions: { rate, uses: 1 } })]]));
  const charges = charged(withKey({ rate }, { tokens }), "/groups", bearer());
  assert.deepEqual(charges.map(brief), ["rate key.rate key_1", "rate token.rate token_1", "uses token.uses token_1"]);
});

test("uses of a token are remembered up to its end, those of a key for good: it can be prolonged", () => {
  const ends = (charges: readonly Charge[]) =>
    charges.flatMap((charge) => (charge.kind === "uses" ? [charge.expiresAt] : []));
  const made = token({ restrictions: { uses: 1 } });
  const tokens = tokensOf(new Map([["a.b.c", made]]));
  assert.deepEqual(ends(charged({ tokens }, "/groups", bearer())), [made.expiresAt]);
  const until = made.expiresAt;
  const keys = new Map<string, KeyRecord>([
    [keySecret, key({ expiresAt: until, restrictions: { uses: 1 } })],
    [appSecret, applicationKey({ restrictions: { uses: 1 } })],
  ]);
  assert.deepEqual(ends(charged({ keys }, withApp("/groups"), apiKey)), [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
});

test("an application, an account and a role count in their environment, a role for each of its users", () => {
  const keys = new Map([[appSecret, applicationKey({ application: application({ restrictions: { rate } }) })]]);
  const membership = { rights: everything, restrictions: [{ role: "till", restrictions: { rate } }] };
  const users = new Map([["jan@domain.be", member({ memberships: new Map([["CKLANT001", membership]]) })]]);
  const accounts = [account("CKLANT001", { restrictions: { quota }, zone: "Europe/Brussels" })];
  const charges = charged({ keys, users, accounts }, withApp("/groups"), basic);
  assert.deepEqual(charges.map(brief), [
    "rate application.rate production agenda",
    "quota account.quota production CKLANT001",
    "rate role.rate production till user_1",
  ]);
  assert.deepEqual(charges[1]?.kind === "quota" && charges[1].zone, "Europe/Brussels");
});

test("NET-05: of two accounts, keys or roles in one call each has a name of its own", () => {
  const restrictions = { rate, quota };
  const accounts = [account("CKLANT001", { restrictions }), account("CKLANT003", { restrictions })];
  const links = [link("CKLANT001", "CKLANT003")];
  const roles = ["till", "manager"].map((role) => ({ role, restrictions: { rate } }));
  const memberships = new Map([["CKLANT001", { rights: everything, restrictions: roles }]]);
  const users = new Map([["jan@domain.be", member({ memberships })]]);
  const limits: PolicyLimit[] = [{ name: "account", per: "account", rate, quota: undefined, operations: undefined }];
  const parts = { accounts, links, users, policy: { ...policy, limits } };
  const told = names(charged(parts, "/groups", [...basic, "X-AccountId", "CKLANT003"]));
  assert.deepEqual(told, ["account", "account-quota", "account-2", "account-quota-2", "role", "role-2", "account-3"]);
});

test("an operation's cost is what its rates and quotas are charged, and uses are spent one by one", () => {
  const restrictions = { rate, quota, uses: 9 };
  const tokens = tokensOf(new Map([["a.b.c", token({ oneTime: true, restrictions })]]));
  const charges = charged({ tokens }, "/refunds", bearer(), { method: "POST" });
  assert.deepEqual(
    charges.map((charge) => ("cost" in charge ? charge.cost : charge.kind)),
    [5, 5, "uses"],
  );
});

const limit = (per: PolicyLimit["per"], more: Partial<PolicyLimit> = {}): Parts => ({
  policy: { ...policy, limits: [{ name: "x", per, rate, quota: undefined, operations: undefined, ...more }] },
});

const cells = (parts: Parts, target: string, headers: readonly string[], more: Partial<RawRequest> = {}) =>
  charged(parts, target, headers, more).map(({ cell }) => cell);

test("NET-04: limits count per credential, account, application, user, operation and address", () => {
  for (const [per, expected] of [
    ["credential", "key_1"],
    ["account", "CKLANT001"],
    ["application", "agenda"],
    ["operation", "listGroups"],
    ["address", "192.0.2.7"],
  ] as const)
    assert.deepEqual(cells(limit(per), withApp("/groups"), apiKey), [`production ${expected}`], per);
  assert.deepEqual(cells(limit("user"), "/groups", basic), ["production user_1"]);
});

test("a limit does not concern a call that has nothing of what it counts in", () => {
  assert.deepEqual(cells(limit("user"), "/groups", apiKey), []);
  assert.deepEqual(cells(limit("application"), "/groups", apiKey), []);
  assert.deepEqual(cells(limit("account"), "/status", []), []);
  assert.deepEqual(cells(limit("credential"), "/status", []), []);
  assert.deepEqual(cells(limit("address"), "/status", []), ["production 192.0.2.7"]);
});

test("NET-06: a limit per credential knows passwords and applications, and gives a key's tokens nothing more", () => {
  const tokens = tokensOf(new Map([["a.b.c", token()]]));
  assert.deepEqual(cells(limit("credential"), "/groups", basic), ["production user_1"]);
  assert.deepEqual(cells(limit("credential"), "/groups", cookie), ["production ses_1"]);
  assert.deepEqual(cells(limit("credential"), withApp("/catalogue"), []), ["production key_app"]);
  assert.deepEqual(cells({ ...limit("credential"), tokens }, "/groups", bearer()), ["production key_1"]);
});

test("NET-04: an address of IPv6 counts by its /64, one of IPv4 by itself, and unknown ones together", () => {
  const from = (peer: string) => cells(limit("address"), "/status", [], { peer });
  assert.deepEqual(from("2001:db8:1:2:3:4:5:6"), ["production 2001:db8:1:2::/64"]);
  assert.deepEqual(from("2001:db8:1:2:ffff::1"), ["production 2001:db8:1:2::/64"]);
  assert.deepEqual(from("::ffff:192.0.2.7"), ["production 192.0.2.7"]);
  assert.deepEqual(from("unix"), ["production unknown"]);
});

test("a limit for certain operations leaves the others alone", () => {
  const parts = limit("account", { operations: new Set(["createGroup"]) });
  assert.deepEqual(cells(parts, "/groups", apiKey), []);
  assert.deepEqual(cells(parts, "/groups", apiKey, { method: "POST" }), ["production CKLANT001"]);
});

test("environments count apart", () => {
  const [production] = policy.environments;
  assert.ok(production);
  const sandbox = { ...production, name: "sandbox", primary: false, hosts: ["sandbox.example"] };
  const both: Parts = { policy: { ...policy, ...limit("operation").policy, environments: [production, sandbox] } };
  assert.deepEqual(cells(both, "/status", []), ["production status"]);
  assert.deepEqual(cells(both, "/status", [], { headers: ["Host", "sandbox.example"] }), ["sandbox status"]);
});

test("NET-04: what is refused is charged nothing", () => {
  assert.deepEqual(cells(limit("address"), "/groups", []), []);
  assert.deepEqual(cells({ ...limit("address"), locks: ["key key_1"] }, "/groups", apiKey), []);
});
