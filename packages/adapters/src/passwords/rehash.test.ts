import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createUser, rehashPassword, setUserPassword } from "@clavis/directory";
import { testDirectory } from "../conformance/test-directory.ts";
import { openSqliteSnapshot } from "../snapshot/sqlite-snapshot.ts";
import { testDigester } from "../snapshot/testing/plain-directory.ts";
import { openSqliteStore } from "../sqlite/sqlite-store.ts";
import { Argon2Hasher } from "./argon2-hasher.ts";
import { PasswordResolver } from "./password-resolver.ts";

const email = "jan@domain.be";
const password = "MijnWachtwoord";

test("AUT-13: parameters that are raised reach a password at its next use, which stays valid, and once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-rehash-"));
  const path = join(folder, "clavis.db");
  const store = await openSqliteStore(path);
  try {
    const before = { ...testDirectory(store), hasher: new Argon2Hasher({ randomBytes, memory: 8, passes: 1 }) };
    const hasher = new Argon2Hasher({ randomBytes, memory: 16, passes: 1 });
    const directory = { ...before, hasher };
    const { id } = await createUser(before, "local:test", { email, name: "Jan" });
    await setUserPassword(before, "local:test", id, password);
    const snapshot = openSqliteSnapshot(path, { digester: testDigester });
    const resolver = new PasswordResolver({
      store,
      hasher,
      randomBytes,
      acceptsSha1: () => true,
      rehashed: (userId, replaced, hashed) => rehashPassword(directory, userId, replaced, hashed),
      onError: (error) => assert.fail(String(error)),
    });
    const resolve = (time: number) => {
      const user = snapshot.findUser(email);
      return resolver.resolve(
        { kind: "password", user, name: email, password, form: "plain", address: undefined },
        time,
      );
    };
    const revision = await store.revision();
    assert.equal((await resolve(0)).kind, "genuine");
    for (let tries = 0; tries < 500 && (await store.revision()) === revision; tries++) await pause(10);
    const stored = await store.findPassword(id);
    assert.equal(hasher.needsRehash(stored?.hash ?? ""), false);
    assert.equal(snapshot.catchUp(), revision + 1);
    assert.deepEqual(resolve(1), { kind: "genuine", userId: id, passwordVersion: stored?.version });
    assert.equal((await resolve(100_000)).kind, "genuine");
    snapshot.close();
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
