import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  cookie,
  directory as grants,
  keySecret,
  member,
  settledWith,
  withApp,
} from "../../test/grants.ts";
import {
  account,
  application,
  applicationKey,
  basic,
  key,
  link,
  networks,
  now,
  type Parts,
  pipelineOf,
  raw,
  secretOf,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../../test/sample.ts";
import { parseOpeningHours } from "../kernel/opening-hours.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import type { Restrictions } from "../kernel/restriction.ts";
import { everything } from "../kernel/right-set.ts";

const keys = new Map([[secretOf(1), key({ restrictions: { networks: networks("192.0.2.0/28", "2001:db8::/32") } })]]);
const pipeline = pipelineOf({ keys });

const codeFrom = (peer: string): string | undefined => {
  const { decision } = pipeline.judge(raw("/invoices", ["X-Api-Key", secretOf(1)], { peer }));
  return decision.effect === "refuse" ? decision.refusal.code : undefined;
};

test("NET-03: every call of a key with networks comes from one of them", () => {
  for (const peer of ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"]) assert.equal(codeFrom(peer), undefined, peer);
  for (const peer of ["192.0.2.16", "::192.0.2.7", "2001:db9::1"]) assert.equal(codeFrom(peer), "ip_not_allowed", peer);
});

test("NET-03: an address that is not known lies in no network", () => {
  for (const peer of ["unix", "", "192.0.2.07", "192.0.2.7:80"]) assert.equal(codeFrom(peer), "ip_not_allowed", peer);
});

test("NET-03: an open exchange is judged by its address again", () => {
  const judgement = pipeline.judge(raw("/invoices", ["X-Api-Key", secretOf(1)]));
  const narrowed = pipelineOf({
    keys: new Map([[secretOf(1), key({ restrictions: { networks: networks("192.0.2.8/29") } })]]),
  });
  assert.equal(pipeline.rejudge(judgement, judgement.facts.time), undefined);
  assert.equal(narrowed.rejudge(judgement, judgement.facts.time)?.code, "ip_not_allowed");
});

const within = (restrictions: Restrictions, more: Parts = {}, call: Partial<RawRequest> = {}) => {
  const held = new Map([[secretOf(1), key({ restrictions })]]);
  const { decision } = pipelineOf({ keys: held, ...more }).judge(raw("/invoices", ["X-Api-Key", secretOf(1)], call));
  return decision.effect === "refuse" ? [decision.refusal.code, decision.refusal.rule] : ["allowed"];
};

const inCountry = (country: string | undefined | "unavailable"): Parts => ({ geo: { countryOf: () => country } });

test("NET-03: a country that is listed is allowed, another and an unknown one are not", () => {
  const countries = new Set(["BE", "NL"]);
  assert.deepEqual(within({ countries }, inCountry("NL")), ["allowed"]);
  assert.deepEqual(within({ countries }, inCountry("DE")), ["country_not_allowed", "key.countries"]);
  assert.deepEqual(within({ countries }, inCountry(undefined)), ["country_not_allowed", "key.countries"]);
  assert.deepEqual(within({ countries }, inCountry("NL"), { peer: "unix" }), ["country_not_allowed", "key.countries"]);
});

test("NET-03: without data a rule about countries refuses, and no other rule does", () => {
  assert.deepEqual(within({ countries: new Set(["NL"]) }, inCountry("unavailable")), [
    "geo_unavailable",
    "key.countries",
  ]);
  assert.deepEqual(within({ networks: networks("192.0.2.0/24") }, inCountry("unavailable")), ["allowed"]);
});

test("what lists nothing allows nothing", () => {
  assert.deepEqual(within({ networks: networks() }), ["ip_not_allowed", "key.networks"]);
  assert.deepEqual(within({ countries: new Set() }, inCountry("NL")), ["country_not_allowed", "key.countries"]);
  assert.deepEqual(within({ operations: new Set() }), ["operation_not_allowed", "key.operations"]);
  const never = { text: "", openings: [], zone: "UTC" };
  assert.deepEqual(within({ hours: never }), ["outside_hours", "key.hours"]);
});

test("outside its hours a credential is refused, and the values say when it may be used", () => {
  const hours = parseOpeningHours("mon-fri 08:00-18:00 Europe/Brussels");
  assert.ok("openings" in hours);
  assert.deepEqual(within({ hours }), ["outside_hours", "key.hours"]);
  assert.deepEqual(within({ hours }, {}, { time: Date.UTC(2026, 10, 20, 12) }), ["allowed"]);
});

test("a window begins with its first millisecond and is over with its last", () => {
  assert.deepEqual(within({ notBefore: now, expiresAt: now + 1 }), ["allowed"]);
  assert.deepEqual(within({ notBefore: now + 1 }), ["credential_not_yet_valid", "key.notBefore"]);
  assert.deepEqual(within({ expiresAt: now }), ["credential_expired", "key.expiresAt"]);
});

test("AUT-11: what narrows the account, the portal, the role, the application or the token narrows the call", () => {
  const restrictions: Restrictions = { networks: networks("203.0.113.0/24") };
  const asked = (more: Parts, headers: readonly string[] = apiKey, target = "/groups"): string => {
    const judged = settledWith(waitingPipelineOf({ ...grants, ...more }).judge(raw(target, headers)));
    return judged.decision.effect === "refuse" ? judged.decision.refusal.rule : "allowed";
  };
  const narrow = account("CKLANT001", { restrictions });
  assert.equal(
    asked({ accounts: [narrow], keys: new Map([[keySecret, key({ account: narrow })]]) }),
    "account.networks",
  );
  const membership = { rights: everything, restrictions: [{ role: "till", restrictions }] };
  const users = new Map([["jan@domain.be", member({ memberships: new Map([["CKLANT001", membership]]) })]]);
  for (const headers of [basic, cookie]) assert.equal(asked({ users }, headers), "role.networks");
  assert.equal(asked({ users }), "allowed");
  const keys = new Map([[appSecret, applicationKey({ application: application({ restrictions }) })]]);
  assert.equal(asked({ keys }, basic, withApp("/groups")), "application.networks");
  assert.equal(asked({ keys }, [], withApp("/catalogue")), "application.networks");
  const ofKey = new Map([[appSecret, applicationKey({ restrictions })]]);
  assert.equal(asked({ keys: ofKey }, basic, withApp("/groups")), "key.networks");
  const tokens = tokensOf(new Map([["a.b.c", token({ restrictions })]]));
  assert.equal(asked({ tokens }, bearer()), "token.networks");
  const links = [link("CKLANT001", "CKLANT003")];
  const portal = { links, accounts: [narrow, account("CKLANT003")], keys: new Map() };
  assert.equal(asked(portal, [...basic, "X-AccountId", "CKLANT003"]), "account.networks");
});

test("KEY-04: a token of a narrowed key is narrowed like it", () => {
  const keys = new Map([[keySecret, key({ restrictions: { networks: networks("203.0.113.0/24") } })]]);
  const tokens = tokensOf(new Map([["a.b.c", token()]]));
  const judged = settledWith(waitingPipelineOf({ ...grants, keys, tokens }).judge(raw("/groups", bearer())));
  assert.equal(judged.decision.effect === "refuse" && judged.decision.refusal.rule, "key.networks");
});

test("a token that is bound to one call is good for no other", () => {
  const bound = { method: "GET", path: "/groups/4" };
  const tokens = tokensOf(new Map([["a.b.c", token({ bound })]]));
  const asked = (target: string, method = "GET") => {
    const request = raw(target, bearer(), { method });
    const { decision } = settledWith(waitingPipelineOf({ ...grants, tokens }).judge(request));
    return decision.effect === "refuse" ? decision.refusal.rule : "allowed";
  };
  assert.equal(asked("/groups/4"), "allowed");
  assert.equal(asked("/groups/4?page=2"), "allowed");
  assert.equal(asked("/groups/5"), "token.bound");
  assert.equal(asked("/groups", "POST"), "token.bound");
  assert.equal(asked("/groups/4", "HEAD"), "token.bound");
});
