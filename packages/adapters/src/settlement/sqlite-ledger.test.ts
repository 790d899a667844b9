import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Charge } from "@clavis/core";
import { settled, testAnchors, testQuotas, testUses } from "../conformance/settlement.ts";
import { openSessionDatabase } from "../session-db/session-database.ts";
import { LocalSettlement } from "./local-settlement.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-ledger-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.db");
}

function openAt(t: TestContext, path: string): SqliteLedger {
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  return new SqliteLedger(database);
}

for (const suite of [testUses, testQuotas, testAnchors]) suite("sqlite", (t) => openAt(t, scratch(t)));

const start = Date.parse("2026-11-22T12:00:00Z");
const rate = { kind: "rate", rule: "key.rate", name: "key", cell: "key_1", rate: { limit: 2, seconds: 60 }, cost: 1 };
const quota = {
  ...{ kind: "quota", rule: "account.quota", name: "account-quota", cell: "production C1" },
  ...{ quota: { limit: 60, period: "day" }, zone: "UTC", cost: 1 },
};
const uses = { kind: "uses", rule: "token.uses", cell: "jti_1", uses: 1, expiresAt: start + 60_000 };
const anchor = { kind: "anchor", rule: "key.anchor", cell: "key_1", value: "NL", to: "country", mode: "enforce" };
const charges = [rate, quota, uses] as const as readonly Charge[];

test("sqlite: KEY-05: two processes with a file between them grant each use once", async (t) => {
  const path = scratch(t);
  const settlements = [openAt(t, path), openAt(t, path)].map((ledger) => new LocalSettlement(ledger));
  const all = Array.from({ length: 50 }, () =>
    settlements.map((each) => settled(each, [uses as Charge], start)),
  ).flat();
  const balances = (await Promise.all(all)).flat();
  assert.equal(balances.filter(({ passed }) => passed).length, 1);
});

test("sqlite: AZN-06: two processes with a file between them never exceed a quota", async (t) => {
  const path = scratch(t);
  const settlements = [openAt(t, path), openAt(t, path)].map((ledger) => new LocalSettlement(ledger));
  const all = Array.from({ length: 40 }, () =>
    settlements.map((each) => settled(each, [quota as Charge], start)),
  ).flat();
  const balances = (await Promise.all(all)).flat();
  assert.equal(balances.filter(({ passed }) => passed).length, 60);
});

test("sqlite: an anchor that another process binds or takes away is seen by the next look-up", async (t) => {
  const path = scratch(t);
  const [here, there] = [openAt(t, path), openAt(t, path)];
  await settled(new LocalSettlement(there), [anchor as Charge], start);
  assert.equal(here.find("key_1"), "NL");
  await there.reAnchor("key_1");
  assert.equal(here.find("key_1"), undefined);
});

test("sqlite: uses, quotas and anchors are known after closing and opening again", async (t) => {
  const path = scratch(t);
  const database = openSessionDatabase(path);
  const first = new LocalSettlement(new SqliteLedger(database));
  await settled(first, [quota, uses, anchor] as Charge[], start);
  await first.close();
  database.close();
  const ledger = openAt(t, path);
  const second = new LocalSettlement(ledger);
  assert.equal((await settled(second, [uses as Charge], start))[0]?.passed, false);
  assert.equal((await settled(second, [quota as Charge], start))[0]?.remaining, 58);
  assert.equal(ledger.find("key_1"), "NL");
});

test("sqlite: CFG-05: while the file can not be written nothing passes, and nothing was taken", async (t) => {
  const path = scratch(t);
  const closed = openSessionDatabase(path);
  const settlement = new LocalSettlement(new SqliteLedger(closed));
  await settled(settlement, [quota as Charge], start);
  closed.close();
  for (let round = 0; round < 5; round++)
    await assert.rejects(settled(settlement, charges, start), { name: "StoreUnavailable" });
  const left = settlement.settle([rate as Charge], start);
  assert.equal(left?.[0]?.remaining, 1);
  const ledger = openAt(t, path);
  assert.equal((await settled(new LocalSettlement(ledger), [uses as Charge], start))[0]?.passed, true);
});

test("sqlite: expired rows are forgotten, however many, while calls are settled", async (t) => {
  const path = scratch(t);
  const ledger = openAt(t, path);
  const settlement = new LocalSettlement(ledger);
  const many = Array.from({ length: 2500 }, (_, at) => ({ ...uses, cell: `jti_${at}` }) as Charge);
  await settled(settlement, many, start);
  const later = start + 24 * 3_600_000;
  await settled(settlement, [{ ...uses, cell: "jti_last", expiresAt: later } as Charge], later);
  await ledger.expire(later);
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  const rows = database.read(() => database.prepare("select cell from spent_use").all());
  assert.deepEqual(
    rows.map((row) => row["cell"]),
    ["jti_last"],
  );
});
