import { createHash, randomBytes } from "node:crypto";
import type { Directory, DirectoryStore } from "@clavis/directory";
import { deriveApiKeyPepper, keyDigestsWith } from "../secret-key/key-digests.ts";

/** The time at which the clock of a test directory stands. */
export const testTime = 1_700_000_000_000;

/** A directory over a store whose clock stands; `time` moves it. */
export function testDirectory(store: DirectoryStore, time = testTime): Directory {
  return {
    store,
    digests: keyDigestsWith(deriveApiKeyPepper(new Uint8Array(32).fill(9))),
    // What a hash must be is tested beside the hasher; here it must be told from the password.
    hasher: {
      hash: async (text) => `hashed:${createHash("sha256").update(text).digest("hex")}`,
      sha1: (text) => createHash("sha1").update(text).digest("hex"),
      importFlaw: (hash) => (hash.startsWith("imported:") ? undefined : "was not imported"),
    },
    clock: () => time,
    randomBytes,
    sha256: (bytes) => createHash("sha256").update(bytes).digest(),
    settings: {
      keyPrefix: "clv",
      accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
      environments: [
        { name: "production", keyTag: "live" },
        { name: "sandbox", keyTag: "test" },
      ],
      rights: {
        knownModules: new Set(["invoices", "clients"]),
        operationIds: new Set(["sendInvoice"]),
        verbs: new Set(),
        spellings: new Map([["clients", [{ kind: "upper" }]]]),
      },
      passwords: { minLength: 8, blocked: new Set(["password"]), words: ["clavis"] },
      userKinds: undefined,
    },
  };
}
