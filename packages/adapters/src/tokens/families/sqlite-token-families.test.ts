import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testTime } from "../../conformance/test-directory.ts";
import { testTokenFamilies } from "../../conformance/token-families.ts";
import { openFamilies } from "./testing/family-stand.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-families-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.db");
}

testTokenFamilies("memory", (t) => {
  const clock = { time: testTime };
  const { database, families, revocations } = openFamilies(":memory:", clock);
  t.after(() => database.close());
  return { one: families, other: families, clock, isRevoked: (id) => revocations.isRevoked(id) };
});

testTokenFamilies("sqlite", (t) => {
  const path = scratch(t);
  const clock = { time: testTime };
  const [one, other] = [openFamilies(path, clock), openFamilies(path, clock)];
  t.after(() => [one, other].map(({ database }) => database.close()));
  const isRevoked = (id: string): boolean => [one, other].every(({ revocations }) => revocations.isRevoked(id));
  return { one: one.families, other: other.families, clock, isRevoked };
});

test("sqlite: no refresh token is in the database, also not the successor that waits for a retry", async (t) => {
  const path = scratch(t);
  const { families, database } = openFamilies(path);
  const rules = { idle: 1000, interval: 0, retryWindow: 1000, endsAt: testTime + 1000 };
  const source = { kind: "user", id: "user_1" } as const;
  const { token } = await families.open({
    ...{ environment: "production", client: "app:till", source, epochs: {}, grant: {}, ...rules },
  });
  const refreshed = await families.refresh(token, "app:till");
  assert.ok(refreshed.kind === "refreshed");
  database.close();
  const bytes = readFileSync(path);
  assert.ok(bytes.includes("app:till"));
  for (const secret of [token, refreshed.token]) assert.equal(bytes.includes(secret.slice(-36)), false);
});
