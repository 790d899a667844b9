import type { EpochKind, LockKind } from "@clavis/core";
import type {
  Actor,
  AuditAction,
  ObjectKind,
  PasswordForm,
  SecretPurpose,
  SigningAlgorithm,
  SigningPurpose,
} from "@clavis/directory";
import type { Generated } from "kysely";

/** The tables of `migrations` as Kysely sees them. Lists and objects are canonical JSON. */
export interface Tables {
  readonly head: { id: 1; revision: number };
  readonly audit: AuditRow;
  readonly account: AccountRow & { row: Generated<number> };
  readonly right_list: { row: Generated<number>; rights: string };
  readonly application: ApplicationRow & { row: Generated<number> };
  readonly api_key: ApiKeyRow & { row: Generated<number> };
  readonly key_version: KeyVersionRow;
  readonly key_ceiling: { key: number; place: number; rights: number };
  readonly key_link: { key: number; link: string };
  readonly role: RoleRow & { row: Generated<number> };
  readonly user: UserRow & { row: Generated<number> };
  readonly membership: { user: number; account: number; role: number };
  readonly link: LinkRow & { row: Generated<number> };
  readonly user_secret: UserSecretRow;
  readonly lock: LockRow;
  readonly epoch: { kind: EpochKind; id: string; value: number };
  readonly signing_key: SigningKeyRow;
}

export interface AuditRow {
  revision: number;
  time: number;
  actor: Actor;
  action: AuditAction;
  object_kind: ObjectKind;
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
  restrictions: string | null;
  zone: string;
  created_at: number;
  revision: number;
}

export interface ApplicationRow {
  id: string;
  name: string;
  enabled: number;
  rights: number;
  restrictions: string | null;
  created_at: number;
  revision: number;
}

/** One of account and application is null. */
export interface ApiKeyRow {
  id: string;
  environment: string;
  account: number | null;
  application: number | null;
  name: string;
  rights: number;
  ceiling: number;
  restrictions: string | null;
  creator: Actor;
  bound_to: string | null;
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

export interface RoleRow {
  name: string;
  rights: number;
  restrictions: string | null;
  created_at: number;
  revision: number;
}

export interface UserRow {
  id: string;
  email: string;
  name: string;
  kind: string | null;
  external_id: string | null;
  attributes: string | null;
  main_account: number | null;
  enabled: number;
  password: string | null;
  password_version: number;
  password_bootstrap: number;
  password_form: PasswordForm;
  created_at: number;
  revision: number;
}

export interface LinkRow {
  id: string;
  portal: number;
  client: number;
  ceiling: number;
  created_at: number;
  revision: number;
}

export interface LockRow {
  kind: LockKind;
  id: string;
  reason: string;
  locked_at: number;
  actor: Actor;
}

export interface UserSecretRow {
  digest: Uint8Array;
  user: number;
  purpose: SecretPurpose;
  expires_at: number;
  used_at: number | null;
}

export interface SigningKeyRow {
  kid: string;
  environment: string;
  purpose: SigningPurpose;
  algorithm: SigningAlgorithm;
  public_jwk: string | null;
  sealed: Uint8Array;
  created_at: number;
  active_at: number;
  retires_at: number | null;
  ends_at: number | null;
  revision: number;
}
