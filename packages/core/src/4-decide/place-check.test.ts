import assert from "node:assert/strict";
import { test } from "node:test";
import { key, networks, pipelineOf, raw, secretOf } from "../../test/sample.ts";

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
