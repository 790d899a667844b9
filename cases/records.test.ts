import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { RequestRecord } from "@clavis/core";
import { type Asked, basic, openPlace } from "./asking.ts";
import { openCoreDoor } from "./doors/core-door.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { idOf, moment } from "./names.ts";

const people = await openPlace("people", "sqlite", openGatewayDoor);
const main = await openPlace("main", "memory", openCoreDoor);
const tills = await openPlace("tills", "sqlite", openGatewayDoor);
after(async () => {
  await tills.close();
  await people.close();
  await main.close();
});

const secretOf = (name: string): string => people.world.names.secrets.get(name) ?? assert.fail(name);
const jan = basic("jan@domain.be", "MijnWachtwoord");

/** What LOG-01 asks of a record beside what differs from call to call. */
const usual = {
  time: moment,
  listener: "public",
  environment: "production",
  path: "/api/v1/invoices",
  host: "api.example",
  address: "127.0.0.1",
  addressSource: "peer",
} as const;

function assertRecord(record: RequestRecord, expected: Partial<RequestRecord>): void {
  for (const [name, value] of Object.entries({ ...usual, ...expected }))
    assert.deepEqual(Object.entries(record).find(([each]) => each === name)?.[1], value, name);
  assert.match(record.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
}

test("LOG-01: a call of a user says when, who, where, from where, what, and what became of it", async () => {
  const { record } = await people.ask({ headers: jan });
  assertRecord(record, {
    user: idOf(people.world.names, "user", "jan"),
    credential: undefined,
    scheme: "password",
    account: "CKLANT001",
    method: "GET",
    operation: "listInvoices",
    effect: "allow",
    status: 200,
  });
});

test("LOG-01: a refused call of a key says which key by its id, and the check, the rule and the values", async () => {
  const headers = ["X-API-Key", secretOf("key:portalReader"), "X-AccountId", "CKLANT001"];
  const { record } = await people.ask({ method: "POST", headers });
  assert.match(record.credential ?? "", /^key_/);
  const values = JSON.stringify({
    operation: "createInvoice",
    wanted: "invoices:create",
    rights: ["invoices:read"],
  });
  const outcome = { effect: "refuse", code: "right_missing", check: "right", status: 403 } as const;
  assertRecord(record, {
    ...outcome,
    user: undefined,
    credentialVersion: 1,
    scheme: "headerKey",
    account: "CKLANT001",
    method: "POST",
    operation: "createInvoice",
    rule: "key.rights",
    values,
  });
});

test("LOG-02: every result of authentication leaves one record that says so", async () => {
  const from = (address: string, headers: readonly string[]): Asked => ({ headers, address });
  const wrong = basic("tom@domain.be", "NietHetWachtwoord");
  const results: readonly (readonly [Asked, string | undefined])[] = [
    [from("127.0.8.1", jan), undefined],
    [from("127.0.8.1", ["X-API-Key", secretOf("key:client")]), undefined],
    [from("127.0.8.1", []), "credential_missing"],
    [from("127.0.8.1", ["X-API-Key", secretOf("stranger")]), "credential_invalid"],
    [from("127.0.8.1", ["Authorization", "Basic ?"]), "credential_malformed"],
    [from("127.0.8.1", ["Authorization", "Digest x"]), "scheme_not_accepted"],
    [from("127.0.8.1", [...jan, "X-API-Key", secretOf("key:client")]), "credential_conflict"],
    [from("127.0.8.1", ["X-API-Key", secretOf("key:overEndedLink")]), "credential_revoked"],
    ...Array.from({ length: 5 }, () => [from("127.0.8.2", wrong), "credential_invalid"] as const),
    [from("127.0.8.2", wrong), "attempts_exceeded"],
  ];
  for (const [asked, code] of results) {
    const known = people.world.records.length;
    const { record } = await people.ask(asked);
    assert.equal(record.code, code);
    assert.equal(record.address, asked.address);
    assert.equal(people.world.records.length, known + 1);
  }
});

test("LOG-02: a key that is used after its end is recorded by its id", async () => {
  const { record } = await main.ask({ headers: ["X-API-Key", main.world.names.secrets.get("key:expiring") ?? ""] });
  assert.equal(record.code, "credential_expired");
  assert.match(record.credential ?? "", /^key_/);
  assert.equal(record.account, "CKLANT001");
});

const tillSecret = (name: string): string => tills.world.names.secrets.get(name) ?? assert.fail(name);
const tillId = (kind: "user" | "key" | "session" | "token", name: string): string =>
  idOf(tills.world.names, kind, name);
const orders = { path: "/api/v1/orders", account: "CSHOP0001", operation: "listOrders", effect: "allow" } as const;
const askTills = (asked: Asked) => tills.ask({ target: "/api/v1/orders", ...asked });

test("LOG-01: a call by session says by which, by its public id, and whose it is", async () => {
  const headers = ["Cookie", `__Host-session=${tillSecret("session:manager")}`];
  const { record } = await askTills({ headers });
  const session = tillId("session", "manager");
  assertRecord(record, { ...orders, session, user: tillId("user", "manager"), scheme: "session", country: "BE" });
  assert.deepEqual(
    [record.credential, record.token, record.application, record.notes],
    [undefined, undefined, undefined, undefined],
  );
});

test("LOG-01: a call by token says by which, whose key it stems from and for which application", async () => {
  const ofKey = await askTills({ headers: ["Authorization", `Bearer ${tillSecret("token:till")}`] });
  const byKey = { credential: tillId("key", "till"), credentialVersion: undefined, token: tillId("token", "till") };
  assertRecord(ofKey.record, { ...orders, ...byKey, scheme: "bearer", user: undefined });
  const ofApp = await askTills({ headers: ["Authorization", `Bearer ${tillSecret("token:ofApp")}`] });
  const byUser = { user: tillId("user", "manager"), token: tillId("token", "ofApp"), application: "app" };
  assertRecord(ofApp.record, { ...orders, ...byUser, scheme: "bearer", credential: undefined });
});

test("LOG-01: beside a user the application and its key are recorded, and alone they are", async () => {
  const key = ["X-Application-Key", tillSecret("key:app")];
  const application = { application: "app", credential: tillId("key", "app"), credentialVersion: 1 };
  const beside = await askTills({ headers: [...basic("manager@shop.example", "ManagerWachtwoord1"), ...key] });
  assertRecord(beside.record, { ...orders, ...application, user: tillId("user", "manager"), scheme: "password" });
  const alone = await askTills({ headers: key });
  assertRecord(alone.record, { ...orders, ...application, user: undefined, account: undefined, scheme: "application" });
});

test("LOG-01: where an address is and what was noticed stand in the record, also of what is refused", async () => {
  const bound = ["X-API-Key", tillSecret("key:observed")];
  await askTills({ headers: bound });
  const moved = await askTills({ headers: bound, address: "127.0.20.4" });
  assertRecord(moved.record, { ...orders, address: "127.0.20.4", country: "NL", notes: "anchor:moved" });
  const abroad = await askTills({ headers: ["X-API-Key", tillSecret("key:dutch")], address: "127.0.21.4" });
  assertRecord(abroad.record, {
    ...{ path: "/api/v1/orders", address: "127.0.21.4", country: "US", effect: "refuse", code: "country_not_allowed" },
    values: JSON.stringify({ key: tillId("key", "dutch"), address: "127.0.21.4", country: "US", countries: ["NL"] }),
  });
});

test("LOG-02: every end of a session, token or application leaves one record with its id", async () => {
  const bearer = (name: string): readonly string[] => ["Authorization", `Bearer ${tillSecret(`token:${name}`)}`];
  const ended: readonly (readonly [readonly string[], string, Partial<RequestRecord>])[] = [
    [
      ["Cookie", `__Host-session=${tillSecret("session:signedOut")}`],
      "credential_revoked",
      { session: tillId("session", "signedOut") },
    ],
    [bearer("revoked"), "credential_revoked", { token: tillId("token", "revoked") }],
    [
      bearer("ofHeldKey"),
      "principal_locked",
      { token: tillId("token", "ofHeldKey"), credential: tillId("key", "held") },
    ],
    [bearer("ofEndedApp"), "credential_revoked", { token: tillId("token", "ofEndedApp"), application: "ended" }],
    [bearer("sandboxed"), "environment_mismatch", { token: tillId("token", "sandboxed") }],
  ];
  for (const [headers, code, expected] of ended) {
    const known = tills.world.records.length;
    const { record } = await askTills({ headers });
    assert.equal(record.code, code);
    assertRecord(record, { path: "/api/v1/orders", ...expected });
    assert.equal(tills.world.records.length, known + 1);
  }
});

const forging = [
  "\r\n2026-11-21T12:00:00Z allow",
  "\n{}",
  "\u0000",
  "\u001b[2K\u001b[1A",
  "\u0085\u2028\u2029",
  "\u202eevil\u2066",
  '","effect":"allow',
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: what no record may hold
const forged = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

test("LOG-04: whatever a client sends, no member of a record can split it, forge another or steer a terminal", async () => {
  const key = ["X-API-Key", main.world.names.secrets.get("key:reader") ?? ""];
  for (const text of forging) {
    const escaped = encodeURIComponent(text);
    const places: readonly Asked[] = [
      { headers: [...key, "User-Agent", text] },
      { headers: [...key, "X-Request-Id", text] },
      { headers: [...key, "X-AccountId", text] },
      { headers: basic(`jan${text}@domain.be`, `x${text}`) },
      { headers: ["Authorization", text] },
      { headers: ["X-API-Key", text] },
      { headers: ["Authorization", `Bearer a.b.${text}`] },
      { headers: ["Cookie", `api_key=${text}`] },
      { headers: [], target: `/api/v1/invoices?apikey=${escaped}` },
      { headers: key, target: `/api/v1/clients/${escaped}` },
      { headers: key, target: `/api/v1/clients/${text}` },
      { headers: key, target: `/api/v1/invoices?${text}=1&a=${text}` },
      { headers: key, method: `GET${text}` },
    ];
    for (const asked of places) {
      const { record } = await main.ask(asked);
      for (const [name, value] of Object.entries(record)) assert.ok(!forged.test(String(value)), `${name}: ${value}`);
      for (const json of [record.headers, record.values]) if (json !== undefined) assertHonest(json);
    }
  }
  assert.deepEqual(main.world.errors, []);
});

/** JSON members hold texts as they came: read back, none of them has a control character or a member of its own. */
function assertHonest(json: string): void {
  const read: Record<string, unknown> = JSON.parse(json);
  assert.ok(!Object.hasOwn(read, "effect"));
  for (const value of Object.values(read).flat()) assert.ok(!forged.test(String(value)), json);
}
