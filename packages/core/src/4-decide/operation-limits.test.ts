import assert from "node:assert/strict";
import { test } from "node:test";
import { account, basic, genuine, operation, pipelineOf, policy, raw, table, user } from "../../test/sample.ts";
import { everything } from "../kernel/right-set.ts";

const [production] = policy.environments;
assert.ok(production);
const sandbox = { ...production, name: "sandbox", primary: false, hosts: ["sandbox.example"], keyTag: "test" };
const shared = operation("PATCH", "/me", { owner: "clavis", needs: "user", changesShared: true });
const both = {
  ...policy,
  environments: [production, sandbox],
  surfaces: { ...policy.surfaces, public: { ...policy.surfaces.public, operations: table([shared]) } },
};
const users = new Map([
  ["jan@domain.be", user({ mainAccount: "CKLANT001", memberships: new Map([["CKLANT001", everything]]) })],
]);

test("what all environments share is changed through the primary one alone", () => {
  const pipeline = pipelineOf({ policy: both, users, accounts: [account("CKLANT001")] });
  const called = (host: string) => {
    const request = raw("/me", basic, { method: "PATCH" });
    const { decision } = pipeline.judge({ ...request, headers: ["Host", host, ...basic] }, genuine);
    return decision.effect === "refuse" ? decision.refusal.rule : "allowed";
  };
  assert.deepEqual([called("api.example"), called("sandbox.example")], ["allowed", "operation.environment"]);
});
