import assert from "node:assert/strict";
import { test } from "node:test";
import {
  account,
  basic,
  genuine,
  key,
  link,
  networks,
  now,
  type Parts,
  pipelineOf,
  raw,
  rights,
  secretOf,
  user,
} from "../test/sample.ts";
import { recordedCall } from "./7-record/recorded-call.ts";
import type { SupposedCall } from "./kernel/supposed-call.ts";

const ending = { phase: "whole", status: 200, duration: 1, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 } as const;

const directory: Parts = {
  keys: new Map([
    [secretOf(1), key({ id: "key_1", rights: rights("invoices:read", "clients") })],
    [secretOf(2), key({ id: "key_2", restrictions: { networks: networks("198.51.100.0/24") } })],
    [secretOf(3), key({ id: "key_3", revokedAt: now - 1 })],
    [secretOf(4), key({ id: "key_4", expiresAt: now })],
  ]),
  users: new Map([
    ["jan@domain.be", user({ mainAccount: "CKLANT001", memberships: new Map([["CKLANT001", rights("invoices")]]) })],
  ]),
  accounts: [account("CKLANT002"), account("CDICHT001", { enabled: false })],
  links: [link("CKLANT001", "CKLANT002", rights("clients"))],
};

const callers: readonly (readonly string[])[] = [
  ...[1, 2, 3, 4].map((seed) => ["X-Api-Key", secretOf(seed)]),
  ["Authorization", `Bearer ${secretOf(1)}`],
  basic,
];
const targets = ["/invoices", "/clients/7", "/accounts/CKLANT002/clients", "/me", "/keyed", "/scoped"];
const numbers = [undefined, "CKLANT001", "CKLANT002", "CDICHT001", "CNIEMAND1"];

test("what is supposed of a recorded call is what was decided of it: operation, account, code and rule", () => {
  const pipeline = pipelineOf(directory);
  let refused = 0;
  for (const caller of callers)
    for (const target of targets)
      for (const number of numbers)
        for (const method of ["GET", "PATCH"]) {
          const headers = number === undefined ? caller : [...caller, "X-AccountId", number];
          const judged = pipeline.rehearse(raw(target, headers, { method }), genuine);
          const record = pipeline.record(judged, ending);
          if (record.credential === undefined && record.user === undefined) continue;
          if (record.code === "account_header_invalid") continue;
          const again = pipeline.suppose(recordedCall(record));
          assert.ok(again);
          const { code, rule, operation, account } = pipeline.record(again, ending);
          const expected = {
            code: record.code,
            rule: record.rule,
            operation: record.operation,
            account: record.account,
          };
          assert.deepEqual({ code, rule, operation, account }, expected, `${method} ${target} ${headers.join(" ")}`);
          if (code !== undefined) refused++;
        }
  assert.ok(refused > 50, String(refused));
});

const call: SupposedCall = {
  method: "GET",
  target: "/invoices",
  host: "api.example",
  address: "192.0.2.7",
  time: now,
  caller: { kind: "key", id: "key_1", scheme: undefined },
  application: undefined,
  account: undefined,
};

test("nothing is supposed of a caller whom nobody has, by a scheme that nobody reads", () => {
  const pipeline = pipelineOf(directory);
  for (const id of ["key_9", "user_1", "__proto__", ""])
    assert.equal(pipeline.suppose({ ...call, caller: { kind: "key", id, scheme: undefined } }), undefined, id);
  assert.equal(pipeline.suppose({ ...call, caller: { kind: "user", id: "key_1", scheme: undefined } }), undefined);
});

test("a supposed user who is disabled is refused, and the rule says why", () => {
  const users = new Map([["jan@domain.be", user({ enabled: false })]]);
  const judged = pipelineOf({ users }).suppose({ ...call, caller: { kind: "user", id: "user_1", scheme: undefined } });
  assert.equal(judged?.decision.effect, "refuse");
  assert.deepEqual(
    judged?.decision.effect === "refuse" && [judged.decision.refusal.code, judged.decision.refusal.rule],
    ["credential_invalid", "user.enabled"],
  );
});

test("a supposed call may be anonymous, from an unknown address, at another time", () => {
  const pipeline = pipelineOf(directory);
  const codeOf = (more: Partial<SupposedCall>): string | undefined => {
    const judged = pipeline.suppose({ ...call, ...more });
    assert.ok(judged);
    return judged.decision.effect === "refuse" ? judged.decision.refusal.code : undefined;
  };
  assert.equal(codeOf({ caller: undefined }), "credential_missing");
  assert.equal(codeOf({ caller: undefined, target: "/status" }), undefined);
  assert.equal(
    codeOf({ caller: { kind: "key", id: "key_2", scheme: undefined }, address: undefined }),
    "ip_not_allowed",
  );
  assert.equal(codeOf({ caller: { kind: "key", id: "key_2", scheme: undefined }, address: "198.51.100.1" }), undefined);
  assert.equal(codeOf({ caller: { kind: "key", id: "key_4", scheme: undefined }, time: now - 1 }), undefined);
  assert.equal(codeOf({ caller: { kind: "key", id: "key_4", scheme: undefined } }), "credential_expired");
});

test("a recorded call asks for the account that was not reached, not for the one in whose log it stands", () => {
  const pipeline = pipelineOf(directory);
  const record = pipeline.record(
    pipeline.rehearse(raw("/invoices", ["X-Api-Key", secretOf(1), "X-AccountId", "CDICHT001"])),
    ending,
  );
  assert.deepEqual([record.account, recordedCall(record).account], ["CKLANT001", "CDICHT001"]);
  assert.equal(recordedCall({ ...record, values: "{}" }).account, "CKLANT001");
  assert.equal(recordedCall({ ...record, values: undefined }).account, "CKLANT001");
});
