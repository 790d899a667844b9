export { type Account, type AccountSpec, accountView } from "./account/account.ts";
export { generateAccountNumber } from "./account/account-number.ts";
export { createAccount, type NewAccount } from "./account/create-account.ts";
export { getAccount, listAccounts } from "./account/read-accounts.ts";
export {
  type ApiKey,
  type KeyRestrictions,
  type KeyStatus,
  type KeyVersion,
  keyStatus,
  restrictionsView,
} from "./api-key/api-key.ts";
export { revokeKey, setKeyEnabled } from "./api-key/change-key.ts";
export { createKey, type IssuedKey } from "./api-key/create-key.ts";
export type { KeyDigest, KeyDigests } from "./api-key/key-digests.ts";
export type { NewKey } from "./api-key/new-key-rules.ts";
export { getKey, listKeys } from "./api-key/read-keys.ts";
export { rotateKey } from "./api-key/rotate-key.ts";
export {
  applyDirectory,
  type DirectoryDifference,
  type DirectoryDocument,
  planDirectory,
} from "./apply/apply-directory.ts";
export type { AuditAction, AuditEntry, AuditFacts } from "./audit/audit-entry.ts";
export { canonicalEntry, isSealed, sealEntry } from "./audit/audit-seal.ts";
export { canonicalJson, type Json, type JsonObject } from "./audit/canonical-json.ts";
export { listAudit } from "./audit/list-audit.ts";
export type { Actor, Directory, DirectorySettings } from "./directory.ts";
export { DirectoryError, type DirectoryErrorCode, type ProblemMember } from "./directory-error.ts";
export { compileRights, type RightRules } from "./right/right-rules.ts";
export type { AuditFilter, DirectoryChange, DirectoryStore, KeyFilter } from "./store/directory-store.ts";
export type { Page } from "./store/page.ts";
