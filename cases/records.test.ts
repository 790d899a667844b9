import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Asked, basic, openPlace } from "./asking.ts";
import { openCoreDoor } from "./doors/core-door.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { idOf } from "./names.ts";
import { assertRecord } from "./recorded.ts";

const people = await openPlace("people", "sqlite", openGatewayDoor);
const main = await openPlace("main", "memory", openCoreDoor);
after(async () => {
  await people.close();
  await main.close();
});

const secretOf = (name: string): string => people.world.names.secrets.get(name) ?? assert.fail(name);
const jan = basic("jan@domain.be", "MijnWachtwoord");

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
