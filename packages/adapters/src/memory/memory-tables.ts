import type {
  Account,
  ApiKey,
  Application,
  AuditEntry,
  KeyDigest,
  Link,
  Lock,
  LockTarget,
  Role,
  SigningKey,
  User,
  UserSecret,
} from "@clavis/directory";

/** Which version of which key a digest belongs to. */
export interface StoredDigest extends KeyDigest {
  readonly key: string;
  readonly version: number;
}

export interface StoredSecret extends UserSecret {
  /** When it was used or withdrawn. */
  readonly usedAt: number | undefined;
}

export interface MemoryTables {
  readonly accounts: Map<string, Account>;
  /** By id. */
  readonly applications: Map<string, Application>;
  readonly keys: Map<string, ApiKey>;
  /** By digest in hex. */
  readonly digests: Map<string, StoredDigest>;
  readonly roles: Map<string, Role>;
  /** By id. */
  readonly users: Map<string, User>;
  /** PHC strings by user id. */
  readonly passwords: Map<string, string>;
  /** By digest in hex. */
  readonly secrets: Map<string, StoredSecret>;
  /** By id. */
  readonly links: Map<string, Link>;
  /** By `nameOf`. */
  readonly locks: Map<string, Lock>;
  /** By `nameOf`. */
  readonly epochs: Map<string, number>;
  /** By kid. */
  readonly signingKeys: Map<string, SigningKey>;
  /** The entry of revision `n` is at `n - 1`. */
  readonly audit: AuditEntry[];
}

export const emptyTables = (): MemoryTables => ({
  accounts: new Map(),
  applications: new Map(),
  keys: new Map(),
  digests: new Map(),
  roles: new Map(),
  users: new Map(),
  passwords: new Map(),
  secrets: new Map(),
  links: new Map(),
  locks: new Map(),
  epochs: new Map(),
  signingKeys: new Map(),
  audit: [],
});

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** What a lock or an epoch is kept under. No kind holds a blank. */
export const nameOf = ({ kind, id }: LockTarget): string => `${kind} ${id}`;
