export type { Account, AccountSpec } from "./account/account.ts";
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
export { createKey, type IssuedKey, isMadeBy, type KeyMaker } from "./api-key/create-key.ts";
export type { KeyDigest, KeyDigests } from "./api-key/key-digests.ts";
export { type NewKey, newKeyProblems } from "./api-key/new-key-rules.ts";
export { getKey, type KeyScope, listKeys, type ShownKey } from "./api-key/read-keys.ts";
export { rotateKey } from "./api-key/rotate-key.ts";
export { type KeyChange, updateKey } from "./api-key/update-key.ts";
export { applyDirectory, planDirectory } from "./apply/apply-directory.ts";
export type { DirectoryDifference, DirectoryDocument, UserSpec } from "./apply/directory-document.ts";
export type { AuditAction, AuditEntry, AuditFacts, ObjectKind } from "./audit/audit-entry.ts";
export { isSealed } from "./audit/audit-seal.ts";
export { canonicalJson, type Json, type JsonObject } from "./audit/canonical-json.ts";
export { listAudit } from "./audit/list-audit.ts";
export type { Actor, Directory, DirectorySettings, Operator } from "./directory.ts";
export { DirectoryError, type DirectoryErrorCode, type ProblemMember } from "./directory-error.ts";
export type { Link, LinkSpec } from "./link/link.ts";
export { linkAccounts, listLinks, unlinkAccounts } from "./link/link-accounts.ts";
export { HasherBusy, type PasswordHasher } from "./password/password-hasher.ts";
export { canonicalPassword, type PasswordRules } from "./password/password-rules.ts";
export type { GivenBy, Giver } from "./right/giver.ts";
export { compileRights, type RightRules, rightFlaws } from "./right/right-rules.ts";
export { type StaleRight, staleRights } from "./right/stale-rights.ts";
export { createRole, removeRole, updateRole } from "./role/change-role.ts";
export { getRole, listRoles } from "./role/read-roles.ts";
export type { Role, RoleSpec } from "./role/role.ts";
export type {
  AuditFilter,
  DirectoryChange,
  DirectoryStore,
  KeyFilter,
  LinkFilter,
  RightsHolder,
  UserFilter,
} from "./store/directory-store.ts";
export type { Page } from "./store/page.ts";
export { setMainAccount, setMemberships, setUserEnabled } from "./user/change-user.ts";
export { createUser, type NewUser } from "./user/create-user.ts";
export { canonicalEmail } from "./user/email.ts";
export { getUser, listUsers } from "./user/read-users.ts";
export { acceptSecret, inviteUser, resetUser, type SentSecret } from "./user/send-secret.ts";
export { changeOwnPassword, type OwnPassword, rehashPassword, setUserPassword } from "./user/set-password.ts";
export type { Membership, MembershipSpec, PasswordState, StoredPassword, User } from "./user/user.ts";
export type { SecretPurpose, UserSecret } from "./user/user-secret.ts";
