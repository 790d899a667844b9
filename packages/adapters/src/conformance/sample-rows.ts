import type { Account, ApiKey, AuditEntry, KeyDigest } from "@clavis/directory";

/** An account with every member filled. */
export const sampleAccount = (number: string, changes: Partial<Account> = {}): Account => ({
  number,
  name: `Account ${number}`,
  enabled: true,
  rights: ["*", "!invoices:delete"],
  createdAt: 1_700_000_000_000,
  revision: 1,
  ...changes,
});

/** A key that has every optional member. */
export const sampleKey = (id: string, account: string, changes: Partial<ApiKey> = {}): ApiKey => ({
  id,
  environment: "production",
  account,
  name: `Key ${id}`,
  rights: ["invoices:read"],
  ceiling: ["*", "!invoices:delete"],
  restrictions: { networks: ["10.0.0.0/8"], rate: { limit: 5, seconds: 60 } },
  creator: "local:anna",
  enabled: true,
  notBefore: 1_700_000_000_001,
  expiresAt: 1_800_000_000_000,
  revokedAt: undefined,
  revokedReason: undefined,
  createdAt: 1_700_000_000_000,
  revision: 2,
  versions: [{ version: 1, last4: "abcd", createdAt: 1_700_000_000_000, endsAt: undefined }],
  ...changes,
});

export const sampleDigest = (seed: number): KeyDigest => ({ digest: new Uint8Array(32).fill(seed), pepper: 1 });

/** What `append` is given: an entry about this object. */
export const sampleEntry =
  (objectId: string, changes: Partial<AuditEntry> = {}) =>
  (revision: number): AuditEntry => ({
    revision,
    time: 1_700_000_000_000,
    actor: "config:directory.yaml",
    action: "account.create",
    objectKind: "account",
    objectId,
    account: objectId,
    requestId: undefined,
    detail: { after: { name: "Zoë", rights: ["*"], enabled: true } },
    salt: new Uint8Array(16).fill(revision),
    digest: new Uint8Array(32).fill(revision),
    ...changes,
  });
