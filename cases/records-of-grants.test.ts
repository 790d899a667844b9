import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { RequestRecord } from "@clavis/core";
import { type Asked, basic, openPlace } from "./asking.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { idOf, type NamedKind } from "./names.ts";
import { assertRecord } from "./recorded.ts";

const tills = await openPlace("tills", "sqlite", openGatewayDoor);
after(() => tills.close());

const secretOf = (name: string): string => tills.world.names.secrets.get(name) ?? assert.fail(name);
const named = (kind: NamedKind, name: string): string => idOf(tills.world.names, kind, name);
const orders = { path: "/api/v1/orders", account: "CSHOP0001", operation: "listOrders", effect: "allow" } as const;
const askTills = (asked: Asked) => tills.ask({ target: "/api/v1/orders", ...asked });

test("LOG-01: a call by session says by which, by its public id, and whose it is", async () => {
  const headers = ["Cookie", `__Host-session=${secretOf("session:manager")}`];
  const { record } = await askTills({ headers });
  const session = named("session", "manager");
  assertRecord(record, { ...orders, session, user: named("user", "manager"), scheme: "session", country: "BE" });
  assert.deepEqual(
    [record.credential, record.token, record.application, record.notes],
    [undefined, undefined, undefined, undefined],
  );
});

test("LOG-01: a call by token says by which, whose key it stems from and for which application", async () => {
  const ofKey = await askTills({ headers: ["Authorization", `Bearer ${secretOf("token:till")}`] });
  const byKey = { credential: named("key", "till"), credentialVersion: undefined, token: named("token", "till") };
  assertRecord(ofKey.record, { ...orders, ...byKey, scheme: "bearer", user: undefined });
  const ofApp = await askTills({ headers: ["Authorization", `Bearer ${secretOf("token:ofApp")}`] });
  const byUser = { user: named("user", "manager"), token: named("token", "ofApp"), application: "app" };
  assertRecord(ofApp.record, { ...orders, ...byUser, scheme: "bearer", credential: undefined });
});

test("LOG-01: beside a user the application and its key are recorded, and alone they are", async () => {
  const key = ["X-Application-Key", secretOf("key:app")];
  const application = { application: "app", credential: named("key", "app"), credentialVersion: 1 };
  const beside = await askTills({ headers: [...basic("manager@shop.example", "ManagerWachtwoord1"), ...key] });
  assertRecord(beside.record, { ...orders, ...application, user: named("user", "manager"), scheme: "password" });
  const alone = await askTills({ headers: key });
  assertRecord(alone.record, { ...orders, ...application, user: undefined, account: undefined, scheme: "application" });
});

test("LOG-01: where an address is and what was noticed stand in the record, also of what is refused", async () => {
  const bound = ["X-API-Key", secretOf("key:observed")];
  await askTills({ headers: bound });
  const moved = await askTills({ headers: bound, address: "127.0.20.4" });
  assertRecord(moved.record, { ...orders, address: "127.0.20.4", country: "NL", notes: "anchor:moved" });
  const abroad = await askTills({ headers: ["X-API-Key", secretOf("key:dutch")], address: "127.0.21.4" });
  assertRecord(abroad.record, {
    ...{ path: "/api/v1/orders", address: "127.0.21.4", country: "US", effect: "refuse", code: "country_not_allowed" },
    values: JSON.stringify({ key: named("key", "dutch"), address: "127.0.21.4", country: "US", countries: ["NL"] }),
  });
});

test("LOG-02: every end of a session, token or application leaves one record with its id", async () => {
  const bearer = (name: string): readonly string[] => ["Authorization", `Bearer ${secretOf(`token:${name}`)}`];
  const ended: readonly (readonly [readonly string[], string, Partial<RequestRecord>])[] = [
    [
      ["Cookie", `__Host-session=${secretOf("session:signedOut")}`],
      "credential_revoked",
      { session: named("session", "signedOut") },
    ],
    [bearer("revoked"), "credential_revoked", { token: named("token", "revoked") }],
    [bearer("ofHeldKey"), "principal_locked", { token: named("token", "ofHeldKey"), credential: named("key", "held") }],
    [bearer("ofEndedApp"), "credential_revoked", { token: named("token", "ofEndedApp"), application: "ended" }],
    [bearer("sandboxed"), "environment_mismatch", { token: named("token", "sandboxed") }],
  ];
  for (const [headers, code, expected] of ended) {
    const known = tills.world.records.length;
    const { record } = await askTills({ headers });
    assert.equal(record.code, code);
    assertRecord(record, { path: "/api/v1/orders", ...expected });
    assert.equal(tills.world.records.length, known + 1);
  }
});
