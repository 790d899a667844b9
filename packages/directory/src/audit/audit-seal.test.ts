import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { AuditEntry, AuditFacts } from "./audit-entry.ts";
import { canonicalEntry, isSealed, sealEntry } from "./audit-seal.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const randomBytes = (count: number): Uint8Array => new Uint8Array(count).fill(7);
const facts: AuditFacts = {
  time: 1_700_000_000_000,
  actor: "local:anna",
  action: "account.create",
  objectKind: "account",
  objectId: "CKLANT001",
  account: "CKLANT001",
  requestId: undefined,
  detail: { after: { name: "Käse & Co", __proto__: undefined } },
};

test("the digest is SHA-256 over the salt and the canonical bytes", () => {
  const entry = sealEntry({ sha256, randomBytes }, facts, 3);
  const content =
    `{"account":"CKLANT001","action":"account.create","actor":"local:anna",` +
    `"detail":{"after":{"name":"Käse & Co"}},"objectId":"CKLANT001","objectKind":"account","revision":3,` +
    `"time":1700000000000}`;
  assert.equal(new TextDecoder().decode(canonicalEntry(entry)), content);
  assert.deepEqual(entry.salt, new Uint8Array(16).fill(7));
  assert.equal(
    Buffer.from(entry.digest).toString("hex"),
    createHash("sha256").update(entry.salt).update(content).digest("hex"),
  );
});

test("a change of any member of an entry breaks its seal", () => {
  const entry = sealEntry({ sha256, randomBytes }, facts, 3);
  const forged: Partial<AuditEntry>[] = [
    { revision: 4 },
    { time: 1 },
    { actor: "local:eve" },
    { action: "account.update" },
    { objectKind: "key" },
    { objectId: "CANDERE01" },
    { account: undefined },
    { requestId: "" },
    { detail: {} },
    { salt: new Uint8Array(16) },
    { digest: new Uint8Array(32) },
    { digest: new Uint8Array(0) },
  ];
  assert.ok(isSealed(sha256, entry));
  for (const change of forged) assert.ok(!isSealed(sha256, { ...entry, ...change }), JSON.stringify(change));
});
