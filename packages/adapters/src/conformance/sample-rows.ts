import type { LockKind } from "@clavis/core";
import type {
  Account,
  ApiKey,
  Application,
  AuditEntry,
  KeyDigest,
  KeyOwner,
  Link,
  Lock,
  Role,
  User,
} from "@clavis/directory";

/** An account with every member filled. */
export const sampleAccount = (number: string, changes: Partial<Account> = {}): Account => ({
  number,
  name: `Account ${number}`,
  enabled: true,
  rights: ["*", "!invoices:delete"],
  restrictions: { countries: ["BE"], notBefore: 1_600_000_000_000 },
  zone: "Europe/Brussels",
  createdAt: 1_700_000_000_000,
  revision: 1,
  ...changes,
});

/** An application with every member filled. */
export const sampleApplication = (id: string, changes: Partial<Application> = {}): Application => ({
  id,
  name: `Application ${id}`,
  enabled: true,
  rights: ["invoices", "!invoices:delete"],
  restrictions: { operations: ["sendInvoice"], expiresAt: 1_900_000_000_000 },
  createdAt: 1_700_000_000_000,
  revision: 6,
  ...changes,
});

export const sampleLock = (kind: LockKind, id: string, changes: Partial<Lock> = {}): Lock => ({
  kind,
  id,
  reason: "stolen",
  lockedAt: 1_700_000_000_000,
  actor: "local:anna",
  ...changes,
});

export const accountOwner = (number: string): KeyOwner => ({ kind: "account", number });

export const applicationOwner = (id: string): KeyOwner => ({ kind: "application", id });

/** A key that has every optional member. */
export const sampleKey = (id: string, account: string, changes: Partial<ApiKey> = {}): ApiKey => ({
  id,
  environment: "production",
  owner: accountOwner(account),
  name: `Key ${id}`,
  rights: ["invoices:read"],
  ceilings: [["*", "!invoices:delete"], ["invoices"], ["clients:read", "invoices:read"]],
  links: ["link_1", "link_2"],
  restrictions: {
    networks: ["10.0.0.0/8"],
    countries: ["BE", "NL"],
    hours: "mon-fri 08:00-18:00 Europe/Brussels",
    anchor: { to: "network", mode: "enforce" },
    operations: ["sendInvoice"],
    uses: 5,
    rate: { limit: 5, seconds: 60, burst: 2, shadow: true },
    quota: { limit: 100, period: "month" },
  },
  creator: "user:user_1",
  boundTo: "user_1",
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
  restrictions: { hours: "mon-fri 08:00-18:00 UTC" },
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
  password: { version: 0, bootstrap: false, form: "plain" },
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
