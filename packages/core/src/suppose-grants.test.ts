import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  cookie,
  directory,
  keySecret,
  member,
  settledWith,
  withApp,
} from "../test/grants.ts";
import {
  account,
  application,
  applicationKey,
  basic,
  key,
  networks,
  now,
  type Parts,
  pipelineOf,
  raw,
  rights,
  session,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../test/sample.ts";
import { recordedCall } from "./7-record/recorded-call.ts";
import type { KeyRecord } from "./kernel/ports.ts";
import type { SupposedCall } from "./kernel/supposed-call.ts";

const ending = { phase: "whole", status: 200, duration: 1, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 } as const;

const narrow = { networks: networks("198.51.100.0/24") };
const worlds: readonly (readonly [name: string, parts: Parts])[] = [
  ["all is allowed", {}],
  ["the application may little", { keys: keysOf({ rights: rights("catalogue") }) }],
  ["the application is disabled", { keys: keysOf({ enabled: false }) }],
  ["the application is narrowed", { keys: keysOf({ restrictions: narrow }) }],
  ["the user is disabled", { users: new Map([["jan@domain.be", member({ enabled: false })]]) }],
  ["the account is locked", { locks: ["account CKLANT001"] }],
  ["the environment is locked", { locks: ["environment production"] }],
  ["the account is narrowed", { accounts: [account("CKLANT001", { restrictions: narrow })] }],
];

function keysOf(more: Parameters<typeof application>[0]): ReadonlyMap<string, KeyRecord> {
  return new Map<string, KeyRecord>([
    [appSecret, applicationKey({ application: application(more) })],
    [keySecret, key()],
  ]);
}

const tokens = tokensOf(new Map([["a.b.c", token({ subject: { kind: "user", id: "user_1" } })]]));
const ways = [apiKey, basic, cookie, bearer(), []];
const targets = ["/groups", "/groups/4", "/strict", "/catalogue", "/me"].flatMap((path) => [path, withApp(path)]);

/** What a record says of the decision. */
const decided = ({ code, rule, operation, account: number }: ReturnType<typeof recordIn>) => ({
  code,
  rule,
  operation,
  account: number,
});

const recordIn = (parts: Parts, target: string, headers: readonly string[]) => {
  const pipeline = waitingPipelineOf({ ...directory, tokens, ...parts });
  return pipeline.record(settledWith(pipeline.rehearse(raw(target, headers))), ending);
};

test("what is supposed of a recorded call with an application, a session or a token is what was decided of it", () => {
  let compared = 0;
  for (const [name, parts] of worlds)
    for (const target of targets)
      for (const headers of ways) {
        const record = recordIn(parts, target, headers);
        if (record.credential === undefined && record.user === undefined) continue;
        const pipeline = pipelineOf({ ...directory, tokens, ...parts });
        const again = pipeline.suppose(recordedCall(record));
        assert.ok(again, `${name}: ${target} ${headers[0]}`);
        assert.deepEqual(decided(pipeline.record(again, ending)), decided(record), `${name}: ${target} ${headers[0]}`);
        compared++;
      }
  assert.ok(compared > 200, String(compared));
});

test("a recorded call keeps whether the application's key stood in it", () => {
  const applicationOf = (target: string, headers: readonly string[]) =>
    recordedCall(recordIn({}, target, headers)).application;
  assert.equal(applicationOf("/groups", basic), undefined);
  assert.deepEqual(applicationOf(withApp("/groups"), basic), { id: "agenda", presented: true, key: "key_app" });
  const pipeline = waitingPipelineOf(directory);
  const opened = session({ application: "agenda" });
  const record = pipeline.record(settledWith(pipeline.judge(raw("/groups", cookie)), opened), ending);
  assert.deepEqual(recordedCall(record).application, { id: "agenda", presented: false, key: undefined });
});

const supposed: SupposedCall = {
  method: "GET",
  target: "/groups",
  host: "api.example",
  address: "192.0.2.7",
  time: now,
  caller: { kind: "user", id: "user_1", scheme: "Basic" },
  application: undefined,
  account: undefined,
};

test("nothing is supposed of an application that nobody has", () => {
  const pipeline = pipelineOf(directory);
  const beside = (id: string) =>
    pipeline.suppose({ ...supposed, application: { id, presented: true, key: undefined } });
  for (const id of ["other", "__proto__", ""]) assert.equal(beside(id), undefined, id);
  assert.equal(beside("agenda")?.decision.effect, "allow");
});

test("a supposed user is judged as by their scheme: a password says nothing of a lock, a session does", () => {
  const pipeline = pipelineOf({ ...directory, locks: ["user user_1"] });
  const codeBy = (scheme: string) => {
    const decision = pipeline.suppose({ ...supposed, caller: { kind: "user", id: "user_1", scheme } })?.decision;
    return decision?.effect === "refuse" && [decision.refusal.code, decision.refusal.rule];
  };
  assert.deepEqual(codeBy("Basic"), ["credential_invalid", "user.lock"]);
  assert.deepEqual(codeBy("Session"), ["principal_locked", "user.lock"]);
});
