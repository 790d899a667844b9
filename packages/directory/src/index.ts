export type { Account, AccountSpec } from "./account/account.ts";
export { generateAccountNumber } from "./account/account-number.ts";
export { createAccount, type NewAccount } from "./account/create-account.ts";
export { setAccountEnabled } from "./account/enable-account.ts";
export { getAccount, listAccounts } from "./account/read-accounts.ts";
export { type AccountChange, updateAccount } from "./account/update-account.ts";
export { type AnchorHolder, isAnchoredAnew, type LooseAnchors } from "./anchor/loose-anchors.ts";
export { reAnchorShared } from "./anchor/re-anchor-shared.ts";
export { amendKey, type KeyAmendment } from "./api-key/amend-key.ts";
export { type ApiKey, type KeyStatus, type KeyVersion, keyStatus } from "./api-key/api-key.ts";
export { revokeKey, setKeyEnabled } from "./api-key/change-key.ts";
export { createKey, type IssuedKey, isMadeBy } from "./api-key/create-key.ts";
export type { KeyBounds } from "./api-key/key-bounds.ts";
export type { KeyDigest, KeyDigests } from "./api-key/key-digests.ts";
export { type KeyOwner, ownerAccount, ownerName } from "./api-key/key-owner.ts";
export { type KeyMaker, type NewKey, newKeyProblems } from "./api-key/new-key-rules.ts";
export { reAnchorKey } from "./api-key/re-anchor-key.ts";
export { getKey, type KeyScope, listKeys, type ShownKey } from "./api-key/read-keys.ts";
export { rotateKey } from "./api-key/rotate-key.ts";
export { type KeyChange, updateKey } from "./api-key/update-key.ts";
export type { Application, ApplicationChange, ApplicationSpec } from "./application/application.ts";
export { createApplication, setApplicationEnabled, updateApplication } from "./application/change-application.ts";
export { getApplication, listApplications } from "./application/read-applications.ts";
export { applyDirectory, planDirectory } from "./apply/apply-directory.ts";
export type { DirectoryDifference, DirectoryDocument, UserSpec } from "./apply/directory-document.ts";
export type { AuditAction, AuditEntry, AuditFacts, ObjectKind } from "./audit/audit-entry.ts";
export { isSealed } from "./audit/audit-seal.ts";
export { canonicalJson, type Json, type JsonObject } from "./audit/canonical-json.ts";
export { listAudit } from "./audit/list-audit.ts";
export type { Actor, Directory, DirectorySettings, Operator } from "./directory.ts";
export { DirectoryError, type DirectoryErrorCode, type ProblemMember } from "./directory-error.ts";
export { raiseEpoch, raiseEpochIn } from "./epoch/raise-epoch.ts";
export { sortableId } from "./id/sortable-id.ts";
export type { FailedLogins, JournalSummary, SessionJournal } from "./journal/journal.ts";
export { recordDigest } from "./journal/record-digest.ts";
export type { Link, LinkSpec } from "./link/link.ts";
export { linkAccounts, listLinks, unlinkAccounts } from "./link/link-accounts.ts";
export type { Lock, LockTarget } from "./lock/lock.ts";
export { lock, unlock } from "./lock/lock-object.ts";
export { findLock, listLocks } from "./lock/read-locks.ts";
export {
  type HashedPassword,
  type NewPassword,
  type PasswordMembers,
  readNewPassword,
} from "./password/new-password.ts";
export { hashedText, type PasswordForm, readSha1, sha1Text } from "./password/password-form.ts";
export { HasherBusy, type PasswordHasher } from "./password/password-hasher.ts";
export { canonicalPassword, type PasswordRules } from "./password/password-rules.ts";
export { canonicalRestrictions } from "./restriction/canonical-restrictions.ts";
export type { RestrictionSpec } from "./restriction/restriction.ts";
export type { RestrictionPatch } from "./restriction/restriction-patch.ts";
export { type RestrictionHolder, restrictionProblems, zoneProblems } from "./restriction/restriction-rules.ts";
export { restrictionsView } from "./restriction/restriction-view.ts";
export { wideningProblems } from "./restriction/widening.ts";
export { type GivenBy, type Giver, grantProblems } from "./right/giver.ts";
export { compileRights, type RightRules, rightFlaws, rightProblems } from "./right/right-rules.ts";
export { type StaleRight, staleRights } from "./right/stale-rights.ts";
export { createRole, removeRole, updateRole } from "./role/change-role.ts";
export { getRole, listRoles } from "./role/read-roles.ts";
export type { Role, RoleChange, RoleSpec } from "./role/role.ts";
export { endSession, endSessions, endSessionsOf } from "./session/end-session.ts";
export {
  maxEndedSessions,
  maxOpenSessions,
  type NewSession,
  type OpenedSession,
  openSession,
} from "./session/open-session.ts";
export {
  getSession,
  listSessions,
  type SessionListFilter,
  type SessionScope,
  type ShownSession,
} from "./session/read-sessions.ts";
export { removeOldSessions } from "./session/remove-old-sessions.ts";
export {
  type KnownUse,
  type Session,
  type SessionEnd,
  type SessionEndReason,
  type SessionLifetime,
  type SessionLifetimes,
  type SessionStatus,
  type SessionTimes,
  type SessionUses,
  sessionStatus,
  sessionTimes,
  touchGranularity,
} from "./session/session.ts";
export { isSessionSecretForm, sessionDigest } from "./session/session-secret.ts";
export type {
  SessionFilter,
  SessionRemoval,
  SessionRetention,
  SessionSelection,
  SessionStore,
  SessionSurplus,
} from "./session/session-store.ts";
export type { Sessions } from "./session/sessions.ts";
export {
  ensureSigningKey,
  retireSigningKeyNow,
  rotateDueSigningKey,
  rotateSigningKey,
  type SigningDirectory,
  signingOf,
} from "./signing-key/rotate-signing-keys.ts";
export {
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyState,
  type SigningPurpose,
  type SigningSlot,
  signingAlgorithms,
  signingKeyState,
} from "./signing-key/signing-key.ts";
export type { SigningKeyMaker } from "./signing-key/signing-key-maker.ts";
export { defaultLead, type SigningTimes } from "./signing-key/signing-times.ts";
export type {
  AuditFilter,
  DirectoryChange,
  DirectoryStore,
  KeyFilter,
  KindCount,
  LinkFilter,
  RightsHolder,
  UserFilter,
} from "./store/directory-store.ts";
export type { Page } from "./store/page.ts";
export type {
  AccessTokens,
  IssuedToken,
  TokenHolder,
  TokenOrder,
  TokenRevocations,
} from "./token/access-token.ts";
export type {
  FamilyEnd,
  FamilySource,
  NewFamily,
  Refreshed,
  RefreshRules,
  TokenFamilies,
  TokenFamily,
} from "./token/token-families.ts";
export { setMainAccount, setMemberships, setUserEnabled } from "./user/change-user.ts";
export { createUser, type NewUser } from "./user/create-user.ts";
export { canonicalEmail } from "./user/email.ts";
export { deleteUser, signOutEverywhere } from "./user/end-user.ts";
export {
  type CheckedImport,
  checkImport,
  type ImportedUser,
  importUsers,
  type KnownUsers,
} from "./user/import-users.ts";
export { migrateFormat } from "./user/migrate-format.ts";
export { getUser, listUsers } from "./user/read-users.ts";
export { acceptSecret, inviteUser, resetUser, type SentSecret } from "./user/send-secret.ts";
export { changeOwnPassword, type OwnPassword, rehashPassword, setUserPassword } from "./user/set-password.ts";
export { type UserChange, updateUser } from "./user/update-user.ts";
export type { Membership, MembershipSpec, PasswordState, StoredPassword, User } from "./user/user.ts";
export type { SecretPurpose, UserSecret } from "./user/user-secret.ts";
