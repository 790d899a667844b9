import type { Account, ApiKey, AuditEntry, KeyDigest, Link, Role, User } from "@clavis/directory";

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
  ceilings: [["*", "!invoices:delete"], ["invoices"], ["clients:read", "invoices:read"]],
  links: ["link_1", "link_2"],
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

export const sampleRole = (name: string, changes: Partial<Role> = {}): Role => ({
  name,
  rights: ["invoices:read", "!clients"],
  createdAt: 1_700_000_000_000,
  revision: 3,
  ...changes,
});

/** A user with every member filled, but for memberships and a main account. */
export const sampleUser = (id: string, changes: Partial<User> = {}): User => ({
  id,
  email: `${id}@domain.be`,
  name: `User ${id}`,
  kind: "accountant",
  externalId: "X-1",
  attributes: { language: "nl", nested: { list: [1, null, true] } },
  mainAccount: undefined,
  enabled: true,
  memberships: [],
  password: { version: 0, bootstrap: false },
  createdAt: 1_700_000_000_000,
  revision: 4,
  ...changes,
});

export const sampleLink = (id: string, portal: string, client: string, changes: Partial<Link> = {}): Link => ({
  id,
  portal,
  client,
  ceiling: ["invoices:read"],
  createdAt: 1_700_000_000_000,
  revision: 5,
  ...changes,
});
