import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type EffectiveConfiguration, readEffective, writeEffective } from "./effective-configuration.ts";

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "clavis-effective-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const effective: EffectiveConfiguration = {
  version: 3,
  environments: [
    {
      name: "production",
      primary: true,
      keyTag: "live",
      sessions: { idle: 3_600_000, absolute: 86_400_000 },
      tokens: {
        algorithm: "ES256",
        issuer: "http://127.0.0.1:8080",
        audience: "http://127.0.0.1:8080",
        lifetime: 900_000,
        maxLifetime: 3_600_000,
        rotateEvery: null,
        lead: 900_000,
      },
      assertion: null,
    },
  ],
  keyPrefix: "clv",
  publicOrigin: "http://127.0.0.1:8080",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  passwords: { minLength: 15, blockList: null, words: ["clavis"] },
  userKinds: null,
  sha1Login: ["pro"],
  rights: { modules: ["invoices"], operationIds: [], verbs: ["send"], spellings: [] },
};

test("what start keeps is what the command line reads, and only its owner may", () => {
  inFolder((folder) => {
    const data = join(folder, "new");
    writeEffective(data, effective);
    writeEffective(data, { ...effective, rights: null });
    assert.deepEqual(readEffective(data), { kind: "found", effective: { ...effective, rights: null } });
    assert.deepEqual(readdirSync(data), ["configuration.json"]);
    assert.equal(statSync(join(data, "configuration.json")).mode & 0o777, 0o600);
  });
});

test("a data directory without it, of another release, or broken says so", () => {
  inFolder((folder) => {
    const kindOf = (text: string): string => {
      writeFileSync(join(folder, "configuration.json"), text);
      return readEffective(folder).kind;
    };
    assert.equal(readEffective(folder).kind, "missing");
    assert.equal(kindOf(JSON.stringify({ ...effective, version: 1 })), "other-version");
    assert.equal(kindOf('{"version": 3'), "unreadable");
    assert.equal(kindOf(JSON.stringify({ ...effective, keyPrefix: 5 })), "unreadable");
    assert.equal(kindOf("null"), "unreadable");
  });
});
