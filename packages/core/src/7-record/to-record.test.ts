import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  cookie,
  csrf,
  directory,
  keySecret,
  member,
  settledWith,
  withApp,
} from "../../test/grants.ts";
import { basic, key, type Parts, raw, session, token, tokensOf, waitingPipelineOf } from "../../test/sample.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import type { RequestRecord } from "./request-record.ts";
import type { Ending } from "./to-record.ts";

const ending: Ending = { phase: "whole", status: 200, duration: 1, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 };

function recordOf(
  target: string,
  headers: readonly string[] = [],
  parts: Parts = {},
  more: Partial<RawRequest> = {},
  ended: Partial<Ending> = {},
): RequestRecord {
  const pipeline = waitingPipelineOf({ ...directory, ...parts });
  return pipeline.record(settledWith(pipeline.judge(raw(target, headers, more))), { ...ending, ...ended });
}

const members = ({
  credential,
  credentialVersion,
  scheme,
  user,
  application,
  session: by,
  token: made,
}: RequestRecord) =>
  JSON.parse(JSON.stringify({ credential, credentialVersion, scheme, user, application, session: by, token: made }));

test("LOG-01: a record names who called by the ids of all that took part, for every way in", () => {
  const tokens = tokensOf(
    new Map([
      ["a.b.c", token({ application: "agenda" })],
      ["a.b.d", token({ subject: { kind: "user", id: "user_1" } })],
      ["a.b.e", token({ subject: { kind: "account", id: "CKLANT001" }, own: false })],
    ]),
  );
  assert.deepEqual(members(recordOf("/groups", apiKey)), {
    credential: "key_1",
    credentialVersion: 1,
    scheme: "HeaderKey",
  });
  assert.deepEqual(members(recordOf("/groups", basic)), { scheme: "Basic", user: "user_1" });
  assert.deepEqual(members(recordOf(withApp("/groups"), cookie)), {
    ...{ credential: "key_app", credentialVersion: 1, scheme: "Session" },
    ...{ user: "user_1", application: "agenda", session: "ses_1" },
  });
  assert.deepEqual(members(recordOf(withApp("/catalogue"))), {
    ...{ credential: "key_app", credentialVersion: 1, scheme: "App", application: "agenda" },
  });
  assert.deepEqual(members(recordOf("/groups", bearer("a.b.c"), { tokens })), {
    ...{ credential: "key_1", scheme: "Bearer", application: "agenda", token: "token_1" },
  });
  assert.deepEqual(members(recordOf("/groups", bearer("a.b.d"), { tokens })), {
    ...{ scheme: "Bearer", user: "user_1", token: "token_1" },
  });
  assert.deepEqual(members(recordOf("/groups", bearer("a.b.e"), { tokens })), { scheme: "Bearer", token: "token_1" });
  assert.deepEqual(members(recordOf("/status")), {});
});

test("LOG-02: a refused call is in the log of whoever's credential it carried", () => {
  const disabled = { keys: new Map([[keySecret, key({ enabled: false })]]) };
  const users = new Map([["jan@domain.be", member({ enabled: false })]]);
  const tokens = tokensOf(
    new Map([["a.b.c", token({ subject: { kind: "account", id: "CKLANT001" }, own: false, expiresAt: 0 })]]),
  );
  for (const [headers, parts, code] of [
    [apiKey, disabled, "credential_disabled"],
    [cookie, { users }, "credential_disabled"],
    [bearer(), { tokens }, "credential_expired"],
  ] as const) {
    const record = recordOf("/groups", headers, parts);
    assert.deepEqual([record.account, record.code, record.effect], ["CKLANT001", code, "refuse"]);
  }
  assert.equal(recordOf(withApp("/groups")).account, undefined);
});

test("LEG-05: a key in the query is counted, by its note, and never kept", () => {
  const record = recordOf(`${withApp("/groups")}&page=2`, basic);
  assert.equal(record.notes, "legacy:key-in-query");
  assert.equal(record.query, "apikey=…&page=…");
  assert.ok(!JSON.stringify(record).includes(appSecret));
  assert.equal(recordOf("/groups?page=2", basic).notes, undefined);
  assert.equal(recordOf(withApp("/groups")).notes, "legacy:key-in-query");
});

test("a change by a cookie that only insecure.cookieWithoutOrigin lets pass is counted by its note", () => {
  const notesOf = (target: string, headers: readonly string[], method = "POST") =>
    recordOf(target, headers, {}, { method }).notes;
  assert.equal(notesOf("/hooks", cookie), "insecure:cookie-without-origin");
  assert.equal(notesOf("/hooks", [...cookie, "Origin", "https://evil.example"]), "insecure:cookie-without-origin");
  assert.equal(notesOf(withApp("/hooks"), cookie), "legacy:key-in-query insecure:cookie-without-origin");
  for (const headers of [[...cookie, ...csrf], apiKey, basic]) assert.equal(notesOf("/hooks", headers), undefined);
  assert.equal(notesOf("/groups", cookie), undefined);
  assert.equal(notesOf("/groups", cookie, "GET"), undefined);
});

test("what was noticed on the way stands in the notes once: of the request, the decision and the operation", () => {
  const anchor = { to: "address", mode: "observe" } as const;
  const restrictions = { anchor, rate: { limit: 1, seconds: 1, shadow: true } };
  const parts: Parts = {
    keys: new Map([[keySecret, key({ restrictions })]]),
    anchors: { find: () => "198.51.100.1" },
    settlement: {
      settle: () => [{ passed: true, remaining: 0, retryAfter: 0, resetAfter: 1, exceeded: true }],
    },
  };
  assert.equal(recordOf("/groups", apiKey, parts).notes, "anchor:moved shadow:key");
  const notes = ["legacy:login-in-query", "legacy:key-in-query"];
  const login = recordOf("/sessions/login", [], {}, { method: "POST" }, { notes, user: "user_1" });
  assert.deepEqual([login.notes, login.user], ["legacy:login-in-query legacy:key-in-query", "user_1"]);
});

test("the country stands in the record where the data name one", () => {
  const from = (country: string | undefined | "unavailable") =>
    recordOf("/groups", apiKey, { geo: { countryOf: () => country } }).country;
  assert.deepEqual(["NL", undefined, "unavailable"].map(from), ["NL", undefined, undefined]);
});

test("LOG-03: no credential of any way in is in its record, allowed or refused", () => {
  const tokens = tokensOf(new Map([["eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", token()]]));
  const secrets = [keySecret, appSecret, "c2lnbmF0dXJl", "MijnWachtwoord", basic[1] ?? "", "s3cr3t-session"];
  for (const headers of [
    apiKey,
    basic,
    bearer("eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl"),
    ["Cookie", "_session_id=s3cr3t-session"],
  ])
    for (const target of ["/groups", withApp("/groups"), withApp("/catalogue"), withApp("/nowhere"), withApp("/a//b")])
      for (const parts of [{ tokens }, { tokens, locks: ["environment production"] }]) {
        const record = JSON.stringify(recordOf(target, headers, parts));
        for (const secret of secrets) assert.ok(!record.includes(secret), `${target} ${headers[0]}`);
      }
});

test("a session in the record is its public id", () => {
  const pipeline = waitingPipelineOf(directory);
  const judged = settledWith(pipeline.judge(raw("/groups", cookie)), session({ id: "ses_public" }));
  assert.equal(pipeline.record(judged, ending).session, "ses_public");
});
