import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type DataDirectory, openDataDirectory } from "../data-directory/data-directory.ts";
import { deriveApiKeyPepper, keyDigestsWith } from "./key-digests.ts";
import { openSecretKey } from "./secret-key.ts";

function scratch(t: TestContext): DataDirectory {
  const folder = mkdtempSync(join(tmpdir(), "clavis-secret-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return openDataDirectory(folder);
}

const refused = (directory: DataDirectory, message: RegExp): void =>
  assert.throws(() => openSecretKey(directory, randomBytes), { code: "secret_key_unusable", message });

test("CFG-01: a new secret key is 32 random bytes that only its owner can read", (t) => {
  const directory = scratch(t);
  const drawn = randomBytes(32);
  const secret = openSecretKey(directory, (count) => drawn.subarray(0, count));
  assert.deepEqual(secret, new Uint8Array(drawn));
  assert.deepEqual(new Uint8Array(readFileSync(directory.secretKey)), secret);
  assert.equal(statSync(directory.secretKey).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(directory.path), ["secret.key"]);
});

test("a secret key is made once and stays", (t) => {
  const directory = scratch(t);
  const secret = openSecretKey(directory, randomBytes);
  assert.deepEqual(openSecretKey(directory, randomBytes), secret);
});

test("of two processes that make a secret key at once, both use the first one's", (t) => {
  const directory = scratch(t);
  const faster = randomBytes(32);
  const secret = openSecretKey(directory, (count) => {
    writeFileSync(directory.secretKey, faster, { mode: 0o600 });
    return randomBytes(count);
  });
  assert.deepEqual(secret, new Uint8Array(faster));
  assert.deepEqual(readdirSync(directory.path), ["secret.key"]);
});

test("CFG-02: a missing secret key is not replaced where there is a database", (t) => {
  const directory = scratch(t);
  writeFileSync(directory.database, "");
  refused(directory, /is missing/);
  assert.deepEqual(readdirSync(directory.path), ["clavis.db"]);
});

test("CFG-02: a secret key that others can read or write is refused", (t) => {
  const directory = scratch(t);
  openSecretKey(directory, randomBytes);
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    chmodSync(directory.secretKey, mode);
    refused(directory, /run chmod 600/);
  }
});

test("CFG-02: a secret key of a wrong length or of no randomness is refused", (t) => {
  const directory = scratch(t);
  const contents = [
    new Uint8Array(0),
    randomBytes(31),
    randomBytes(33),
    new Uint8Array(32),
    Buffer.from("ab".repeat(16)),
  ];
  for (const content of contents) {
    writeFileSync(directory.secretKey, content, { mode: 0o600 });
    refused(directory, /does not hold/);
  }
});

test("CFG-02: a link or a directory in place of the secret key is refused", (t) => {
  const directory = scratch(t);
  openSecretKey(directory, randomBytes);
  renameSync(directory.secretKey, join(directory.path, "elsewhere"));
  symlinkSync("elsewhere", directory.secretKey);
  refused(directory, /no link is followed/);
  rmSync(directory.secretKey);
  mkdirSync(directory.secretKey, { mode: 0o700 });
  refused(directory, /is not a file/);
});

test("CFG-01: no error quotes the secret key", (t) => {
  const directory = scratch(t);
  writeFileSync(directory.secretKey, "canary-7Q", { mode: 0o600 });
  assert.throws(
    () => openSecretKey(directory, randomBytes),
    (error: Error) => !`${error.message}${error.stack}`.includes("canary"),
  );
});

test("the pepper is HKDF-SHA-256 of the secret key for its purpose (RFC 5869)", () => {
  const secret = new Uint8Array(32).map((_, at) => at);
  const extracted = createHmac("sha256", new Uint8Array(32)).update(secret).digest();
  const expanded = createHmac("sha256", extracted).update("clavis/api-key/1\u0001").digest();
  assert.deepEqual(deriveApiKeyPepper(secret), new Uint8Array(expanded));
});

test("KEY-01: a secret is kept as HMAC-SHA-256 under the pepper, with the pepper's version", () => {
  const pepper = randomBytes(32);
  const { digest, pepper: version } = keyDigestsWith(pepper).digest("clv_live_secret");
  assert.deepEqual(digest, createHmac("sha256", pepper).update("clv_live_secret").digest());
  assert.equal(version, 1);
});
