import assert from "node:assert/strict";
import { test } from "node:test";
import { key, networks, noGeo, pipelineOf, policy, raw, rights, secretOf } from "../../test/sample.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import { toFacts } from "./to-facts.ts";

const https = ["Host", "127.0.0.1:8080", "X-Forwarded-Proto", "https"];

test("NET-01: only a trusted proxy can say that the client came by TLS", () => {
  const behind = { ...policy, trustedProxies: networks("10.0.0.0/8") };
  const secure = (peer: string): boolean => toFacts(raw("/", https, { peer }), behind, noGeo).secure;
  assert.deepEqual([secure("10.0.0.1"), secure("203.0.113.9")], [true, false]);
  assert.equal(toFacts(raw("/", [], { peer: "10.0.0.1" }), behind, noGeo).secure, false);
  assert.equal(toFacts(raw("/", [], { secure: true }), policy, noGeo).secure, true);
});

const pathsOf = (target: string, forwarded: boolean, more: Partial<RawRequest> = {}) => {
  const formatSuffix = { text: ".json", forwarded };
  const { path, upstreamPath } = toFacts(raw(target, [], more), { ...policy, formatSuffix }, noGeo);
  return [path, upstreamPath];
};

test("a format suffix is no part of the path that is judged, and goes on where that is configured", () => {
  for (const [target, judged] of [
    ["/groups.json", "/groups"],
    ["/groups/4.json", "/groups/4"],
    ["/groups/4%2Ejson", "/groups/4"],
    ["/groups.json/4.json?page=2", "/groups.json/4"],
  ] as const) {
    const [path = ""] = target.split("?");
    assert.deepEqual(pathsOf(target, true), [judged, path.replace("%2E", ".")]);
    assert.deepEqual(pathsOf(target, false), [judged, judged]);
  }
});

test("a format suffix is removed once, from the end of a name and nowhere else", () => {
  for (const [target, judged] of [
    ["/groups.json.json", "/groups.json"],
    ["/groups/.json", "/groups/.json"],
    ["/.json", "/.json"],
    ["/groups.json/", "/groups.json/"],
    ["/groups.JSON", "/groups.JSON"],
    ["/groupsjson", "/groupsjson"],
    ["/groups?format=.json", "/groups"],
    ["/.well-known/jwks.json", "/.well-known/jwks.json"],
    ["/", "/"],
  ] as const)
    assert.deepEqual(pathsOf(target, false), [judged, judged], target);
});

test("a format suffix is of the API alone: other listeners, and what is flawed, keep theirs", () => {
  assert.deepEqual(pathsOf("/groups.json", false, { listener: "private" })[0], "/groups.json");
  assert.deepEqual(pathsOf("/groups//4.json", false)[0], "/groups//4.json");
});

test("an entity is read without the format suffix", () => {
  const pipeline = pipelineOf({
    policy: { ...policy, formatSuffix: { text: ".json", forwarded: false } },
    keys: new Map([[secretOf(1), key({ rights: rights("clients/4") })]]),
  });
  const called = (target: string) => pipeline.judge(raw(target, ["X-Api-Key", secretOf(1)])).decision.effect;
  assert.deepEqual(["/clients/4.json", "/clients/4", "/clients/4.json.json"].map(called), ["allow", "allow", "refuse"]);
});
