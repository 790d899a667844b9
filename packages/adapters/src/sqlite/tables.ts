import type { Actor, AuditAction } from "@clavis/directory";
import type { Generated } from "kysely";

/** The tables of `migrations/0001-directory.sql` as Kysely sees them. Lists and objects are canonical JSON. */
export interface Tables {
  readonly head: { id: 1; revision: number };
  readonly audit: AuditRow;
  readonly account: AccountRow & { row: Generated<number> };
  readonly right_list: { row: Generated<number>; rights: string };
  readonly api_key: ApiKeyRow & { row: Generated<number> };
  readonly key_version: KeyVersionRow;
}

export interface AuditRow {
  revision: number;
  time: number;
  actor: Actor;
  action: AuditAction;
  object_kind: "account" | "key";
  object_id: string;
  account: string | null;
  request_id: string | null;
  detail: string;
  salt: Uint8Array;
  digest: Uint8Array;
}

export interface AccountRow {
  number: string;
  name: string;
  enabled: number;
  rights: string;
  created_at: number;
  revision: number;
}

export interface ApiKeyRow {
  id: string;
  environment: string;
  account: number;
  name: string;
  rights: number;
  ceiling: number;
  restrictions: string | null;
  creator: Actor;
  enabled: number;
  not_before: number | null;
  expires_at: number | null;
  revoked_at: number | null;
  revoked_reason: string | null;
  created_at: number;
  revision: number;
}

export interface KeyVersionRow {
  key: number;
  version: number;
  digest: Uint8Array;
  pepper: number;
  last4: string;
  created_at: number;
  ends_at: number | null;
}
