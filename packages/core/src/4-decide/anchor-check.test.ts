import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, appSecret, directory, keySecret, withApp } from "../../test/grants.ts";
import { application, applicationKey, key, noGeo, type Parts, raw, waitingPipelineOf } from "../../test/sample.ts";
import type { Charge, Geo } from "../kernel/ports.ts";
import type { AnchorRule } from "../kernel/restriction.ts";
import type { Judgement, Pending } from "../pipeline.ts";

const anchored = (anchor: AnchorRule): Parts => ({ keys: new Map([[keySecret, key({ restrictions: { anchor } })]]) });
const boundTo = (value: string | undefined) => ({ find: () => value });
const inCountry = (country: string | undefined): Geo => ({ countryOf: () => country });

const judge = (parts: Parts, peer = "192.0.2.7"): Judgement | Pending =>
  waitingPipelineOf({ ...directory, settlement: { settle: () => undefined }, ...parts }).judge(
    raw("/groups", apiKey, { peer }),
  );

/** The anchors that a request would set, or why it is refused. */
function answer(judged: Judgement | Pending): readonly string[] {
  if ("need" in judged) {
    assert.ok(judged.need.kind === "settlement");
    return judged.need.charges.map((charge: Charge) =>
      charge.kind === "anchor" ? `${charge.cell} = ${charge.value}` : charge.kind,
    );
  }
  const { decision } = judged;
  return decision.effect === "refuse" ? [decision.refusal.code, decision.refusal.rule] : decision.notes;
}

test("the first use binds a credential, by its id, to its address, network or country", () => {
  const first = (to: AnchorRule["to"], peer?: string) =>
    answer(judge({ ...anchored({ to, mode: "enforce" }), geo: inCountry("NL") }, peer));
  assert.deepEqual(first("address"), ["key_1 = 192.0.2.7"]);
  assert.deepEqual(first("network"), ["key_1 = 192.0.2.0/24"]);
  assert.deepEqual(first("network", "2001:db8:1:2:3::4"), ["key_1 = 2001:db8:1:2::/64"]);
  assert.deepEqual(first("country"), ["key_1 = NL"]);
});

test("NET-02: an address has one form for anchors", () => {
  const anchors = boundTo("192.0.2.7");
  assert.deepEqual(answer(judge({ ...anchored({ to: "address", mode: "enforce" }), anchors }, "::ffff:192.0.2.7")), []);
});

test("where it is bound to, it passes without a charge; elsewhere each mode has its own answer", () => {
  const from = (mode: AnchorRule["mode"], peer: string) =>
    answer(judge({ ...anchored({ to: "network", mode }), anchors: boundTo("192.0.2.0/24") }, peer));
  for (const mode of ["observe", "warn", "enforce"] as const) assert.deepEqual(from(mode, "192.0.2.99"), []);
  assert.deepEqual(from("enforce", "198.51.100.1"), ["ip_not_allowed", "key.anchor"]);
  assert.deepEqual(from("warn", "198.51.100.1"), ["anchor:warned"]);
  assert.deepEqual(from("observe", "198.51.100.1"), ["anchor:moved"]);
});

test("NET-03: a place that is not known neither binds nor matches, before the first use and after it", () => {
  for (const anchors of [boundTo(undefined), boundTo("192.0.2.7")]) {
    const unknown = (to: AnchorRule["to"], mode: AnchorRule["mode"]) =>
      answer(judge({ ...anchored({ to, mode }), anchors }, "unix"));
    assert.deepEqual(unknown("address", "enforce"), ["ip_not_allowed", "key.anchor"]);
    assert.deepEqual(unknown("network", "enforce"), ["ip_not_allowed", "key.anchor"]);
    assert.deepEqual(unknown("address", "observe"), ["anchor:moved"]);
  }
});

test("NET-03: an anchor to a country refuses without data, and where these name none", () => {
  const asked = (geo: Geo, bound: string | undefined) =>
    answer(judge({ ...anchored({ to: "country", mode: "enforce" }), geo, anchors: boundTo(bound) }))[0];
  for (const bound of [undefined, "NL"]) {
    assert.equal(asked(noGeo, bound), "geo_unavailable");
    assert.equal(asked(inCountry(undefined), bound), "country_not_allowed");
  }
  assert.equal(asked(inCountry("BE"), "NL"), "country_not_allowed");
});

test("what several callers share is bound in each environment for itself", () => {
  const restrictions = { anchor: { to: "address", mode: "enforce" } } as const;
  const keys = new Map([[appSecret, applicationKey({ application: application({ restrictions }) })]]);
  const settlement = { settle: () => undefined };
  const alone = waitingPipelineOf({ ...directory, keys, settlement }).judge(raw(withApp("/catalogue")));
  assert.deepEqual(answer(alone), ["production application agenda = 192.0.2.7"]);
  const elsewhere = { ...directory, keys, settlement, anchors: boundTo("198.51.100.1") };
  assert.deepEqual(answer(waitingPipelineOf(elsewhere).judge(raw(withApp("/catalogue")))), [
    "ip_not_allowed",
    "application.anchor",
  ]);
});

test("whoever loses the race to be first is refused as the one who comes later", () => {
  for (const [to, elsewhere, code] of [
    ["address", "198.51.100.1", "ip_not_allowed"],
    ["network", "198.51.100.0/24", "ip_not_allowed"],
    ["country", "BE", "country_not_allowed"],
  ] as const) {
    let bound: string | undefined;
    const parts = { ...anchored({ to, mode: "enforce" }), geo: inCountry("NL"), anchors: { find: () => bound } };
    const waiting = judge(parts);
    assert.ok("need" in waiting);
    const balance = { passed: false, remaining: 0, retryAfter: 0, resetAfter: 0 };
    // The race may be seen by the charge that failed, or already by the look-up.
    for (const seen of [undefined, elsewhere]) {
      bound = seen;
      assert.deepEqual(answer(waiting.resume({ kind: "settled", balances: [balance] })), [code, "key.anchor"]);
    }
  }
});
