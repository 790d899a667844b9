import assert from "node:assert/strict";
import { test } from "node:test";
import { networks, noGeo, policy, raw } from "../../test/sample.ts";
import { toFacts } from "./to-facts.ts";

const https = ["Host", "127.0.0.1:8080", "X-Forwarded-Proto", "https"];

test("NET-01: only a trusted proxy can say that the client came by TLS", () => {
  const behind = { ...policy, trustedProxies: networks("10.0.0.0/8") };
  const secure = (peer: string): boolean => toFacts(raw("/", https, { peer }), behind, noGeo).secure;
  assert.deepEqual([secure("10.0.0.1"), secure("203.0.113.9")], [true, false]);
  assert.equal(toFacts(raw("/", [], { peer: "10.0.0.1" }), behind, noGeo).secure, false);
  assert.equal(toFacts(raw("/", [], { secure: true }), policy, noGeo).secure, true);
});
