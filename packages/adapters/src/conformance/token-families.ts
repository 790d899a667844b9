import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NewFamily, Refreshed, TokenFamilies } from "@clavis/directory";
import { testTime } from "./test-directory.ts";

/** Families on one engine, as of two processes, and the clock they share. */
export interface FamilyStand {
  readonly one: TokenFamilies;
  readonly other: TokenFamilies;
  readonly clock: { time: number };
  readonly isRevoked: (id: string) => boolean;
}
export type OpenFamilies = (t: TestContext) => FamilyStand;

const hour = 3_600_000;
const wanted: NewFamily = {
  environment: "production",
  client: "app:till",
  source: { kind: "user", id: "user_1" },
  epochs: { user: 1, environment: 0 },
  grant: { account: "CKLANT001", rights: ["invoices"] },
  ...{ idle: hour, interval: 0, retryWindow: 10_000, endsAt: testTime + 10 * hour },
};

const tokenOf = (refreshed: Refreshed): string => {
  assert.ok(refreshed.kind === "refreshed", refreshed.kind);
  return refreshed.token;
};

/** What the port `TokenFamilies` promises, as tests of one engine. */
export function testTokenFamilies(engine: string, open: OpenFamilies): void {
  test(`${engine}: a refresh token is exchanged for the next one, with its family`, async (t) => {
    const { one, other } = open(t);
    const { family, token } = await one.open(wanted);
    const { id, openedAt, endedAt, ...rest } = family;
    assert.deepEqual([rest, openedAt, endedAt], [wanted, testTime, undefined]);
    assert.deepEqual(await other.find(token), family);
    const refreshed = await other.refresh(token, "app:till");
    assert.deepEqual(refreshed, { kind: "refreshed", family, token: tokenOf(refreshed), isRetry: false });
    assert.notEqual(tokenOf(refreshed), token);
    assert.equal((await one.refresh(tokenOf(refreshed), "app:till")).kind, "refreshed");
    assert.match(id, /^fam_/);
  });

  test(`${engine}: KEY-05: of 100 refreshes at once exactly one makes a token, the others get the same`, async (t) => {
    const { one, other } = open(t);
    const { token } = await one.open(wanted);
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? one : other).refresh(token, "app:till")),
    );
    assert.equal(new Set(all.map(tokenOf)).size, 1);
    assert.equal(all.filter((refreshed) => refreshed.kind === "refreshed" && !refreshed.isRetry).length, 1);
  });

  test(`${engine}: without a retry window, of 100 at once one gets a token and the family ends`, async (t) => {
    const { one, other, isRevoked } = open(t);
    const { family, token } = await one.open({ ...wanted, retryWindow: 0 });
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? one : other).refresh(token, "app:till")),
    );
    const kinds = all.map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === "refreshed").length, 1);
    assert.equal(kinds.filter((kind) => kind === "reused").length, 1);
    assert.equal(kinds.filter((kind) => kind === "ended").length, 98);
    assert.ok(isRevoked(family.id));
  });

  test(`${engine}: a retry gives the same successor, until it was used or the window is over`, async (t) => {
    const { one, other, clock, isRevoked } = open(t);
    const { family, token } = await one.open(wanted);
    const next = tokenOf(await one.refresh(token, "app:till"));
    clock.time += 9_999;
    assert.deepEqual(await other.refresh(token, "app:till"), {
      ...{ kind: "refreshed", family, token: next, isRetry: true },
    });
    clock.time += 1;
    assert.equal((await other.refresh(token, "app:till")).kind, "reused");
    assert.equal((await one.refresh(next, "app:till")).kind, "ended");
    assert.ok(isRevoked(family.id));
  });

  test(`${engine}: a token whose successor was used ends the family, also within the window`, async (t) => {
    const { one } = open(t);
    const { token } = await one.open(wanted);
    const next = tokenOf(await one.refresh(token, "app:till"));
    const last = tokenOf(await one.refresh(next, "app:till"));
    assert.equal((await one.refresh(token, "app:till")).kind, "reused");
    for (const each of [token, next, last]) assert.equal((await one.refresh(each, "app:till")).kind, "ended");
  });

  test(`${engine}: another client gets nothing and ends nothing, and so does what is no token`, async (t) => {
    const { one } = open(t);
    const { token } = await one.open(wanted);
    for (const client of ["app:other", "app:till ", "", "APP:TILL"])
      assert.deepEqual(await one.refresh(token, client), { kind: "unknown" });
    for (const text of ["", "clv_refresh_none", `${token} `, token.toUpperCase(), "\0", "a".repeat(100_000)]) {
      assert.deepEqual(await one.refresh(text, "app:till"), { kind: "unknown" });
      assert.equal(await one.find(text), undefined);
    }
    const next = tokenOf(await one.refresh(token, "app:till"));
    assert.deepEqual(await one.refresh(token, "app:other"), { kind: "unknown" });
    assert.equal((await one.refresh(next, "app:till")).kind, "refreshed");
  });

  test(`${engine}: an idle token expires, use moves that on, and the absolute end stays`, async (t) => {
    const { one, clock } = open(t);
    const { token } = await one.open({ ...wanted, endsAt: testTime + 2 * hour });
    clock.time += hour - 1;
    const next = tokenOf(await one.refresh(token, "app:till"));
    clock.time += hour - 1;
    const last = tokenOf(await one.refresh(next, "app:till"));
    clock.time += 2;
    assert.equal((await one.refresh(last, "app:till")).kind, "expired");
    const idle = await one.open({ ...wanted, endsAt: clock.time + 9 * hour });
    clock.time += hour;
    assert.equal((await one.refresh(idle.token, "app:till")).kind, "expired");
  });

  test(`${engine}: a refresh before its interval is told when to come again, and a retry is none`, async (t) => {
    const { one, clock } = open(t);
    const { family, token } = await one.open({ ...wanted, interval: 60_000 });
    clock.time += 500;
    assert.deepEqual(await one.refresh(token, "app:till"), { kind: "too-early", family, retryAfter: 60 });
    clock.time += 59_500;
    const next = tokenOf(await one.refresh(token, "app:till"));
    assert.deepEqual(await one.refresh(next, "app:till"), { kind: "too-early", family, retryAfter: 60 });
    assert.equal(tokenOf(await one.refresh(token, "app:till")), next);
    clock.time += 60_000;
    assert.equal((await one.refresh(next, "app:till")).kind, "refreshed");
  });

  test(`${engine}: AUT-12: a family that is ended is ended in every process, by itself or with its source`, async (t) => {
    const { one, other, isRevoked } = open(t);
    const opened = [await one.open(wanted), await one.open(wanted)];
    const stays = await one.open({ ...wanted, source: { kind: "key", id: "user_1" } });
    const [first] = opened;
    assert.equal((await one.end(first?.family.id ?? ""))?.endedAt, testTime);
    assert.equal(await one.end("fam_none"), undefined);
    assert.equal(await other.endAll({ kind: "user", id: "user_1" }), 1);
    for (const { family, token } of opened) {
      assert.equal((await other.refresh(token, "app:till")).kind, "ended");
      assert.ok(isRevoked(family.id));
    }
    assert.equal((await one.refresh(stays.token, "app:till")).kind, "refreshed");
    assert.equal(isRevoked(stays.family.id), false);
  });

  test(`${engine}: families that are over are removed with their tokens`, async (t) => {
    const { one, clock } = open(t);
    const { token } = await one.open({ ...wanted, endsAt: testTime + 1000 });
    await one.refresh(token, "app:till");
    clock.time += 1000;
    assert.equal((await one.refresh(token, "app:till")).kind, "expired");
    await one.open({ ...wanted, endsAt: clock.time + hour });
    assert.equal(await one.find(token), undefined);
  });
}
