export { type ActivityOptions, KeyActivity, openKeyActivity } from "./activity/key-activity.ts";
export { type LastUse, readLastUse } from "./activity/last-use.ts";
export { readBlockList } from "./block-list/block-list.ts";
export { type DataDirectory, openDataDirectory } from "./data-directory/data-directory.ts";
export { DataDirectoryError, type DataDirectoryFault } from "./data-directory/data-directory-error.ts";
export { lockForServer, type ServerLock } from "./data-directory/server-lock.ts";
export { type GeoFile, type GeoParts, openGeo } from "./geo/geo-file.ts";
export { noGeo } from "./geo/no-geo.ts";
export type { RateCharge } from "./limiter/cell-table.ts";
export { RateCells, type RateCellsOptions } from "./limiter/rate-cells.ts";
export { MemoryStore } from "./memory/memory-store.ts";
export { Argon2Hasher, type Argon2Options } from "./passwords/argon2-hasher.ts";
export { PasswordResolver, type PasswordResolverParts } from "./passwords/password-resolver.ts";
export type { CallFigures } from "./request-log/call-tally.ts";
export type { GapReason } from "./request-log/gap.ts";
export type { GapEntry, LogEntry, RequestEntry } from "./request-log/log-entry.ts";
export type { RequestLogOptions, RequestLogState } from "./request-log/request-log-options.ts";
export { type ListQuery, RequestLogReader, type TailQuery, type TimeSpan } from "./request-log/request-log-reader.ts";
export { type ReadingLimits, RequestLogThread } from "./request-log/request-log-thread.ts";
export type { RequestFilter } from "./request-log/request-query.ts";
export type { GroupFigures, RequestStatistics, StatisticsQuery } from "./request-log/request-statistics.ts";
export { SqliteRequestLog } from "./request-log/sqlite-request-log.ts";
export type { StatisticsGroup } from "./request-log/statistics-group.ts";
export { derivedBytes } from "./secret-key/derive-bytes.ts";
export { KeyDigester } from "./secret-key/key-digester.ts";
export { deriveApiKeyPepper, keyDigestsWith } from "./secret-key/key-digests.ts";
export { openSecretKey, readSharedSecret } from "./secret-key/secret-key.ts";
export { openSessionDatabase, type SessionDatabase } from "./session-db/session-database.ts";
export { SqliteJournal } from "./session-db/sqlite-journal.ts";
export { FailedLoginCounter, type FailedLoginCounterParts } from "./sessions/failed-login-counter.ts";
export { MemorySessions } from "./sessions/memory-sessions.ts";
export { SessionResolver, type SessionResolverParts } from "./sessions/session-resolver.ts";
export type { SessionRows, SessionUse } from "./sessions/session-rows.ts";
export { SessionTouches, type SessionTouchesParts } from "./sessions/session-touches.ts";
export { type SessionTokens, SqliteSessions } from "./sessions/sqlite-sessions.ts";
export type { DurableSettlement } from "./settlement/durable-settlement.ts";
export type { Ledger } from "./settlement/ledger.ts";
export { LocalSettlement, type LocalSettlementOptions } from "./settlement/local-settlement.ts";
export { MemoryLedger } from "./settlement/memory-ledger.ts";
export { SqliteLedger } from "./settlement/sqlite-ledger.ts";
export type { CommittedTables } from "./snapshot/committed-tables.ts";
export { FollowingSnapshot, type SnapshotOptions } from "./snapshot/following-snapshot.ts";
export { openMemorySnapshot } from "./snapshot/memory-snapshot.ts";
export { openSqliteSnapshot } from "./snapshot/sqlite-snapshot.ts";
export { openSqliteStore, type SqliteStore } from "./sqlite/sqlite-store.ts";
export { type AssertionClaims, type AssertionParties, assertionType } from "./tokens/assertion/assertion-claims.ts";
export { type AssertionSigning, assertionSigner, type UpstreamAssertion } from "./tokens/assertion/assertion-signer.ts";
export { SqliteTokenFamilies, type TokenFamiliesParts } from "./tokens/families/sqlite-token-families.ts";
export { keySetUrlProblem } from "./tokens/foreign/fetch-key-set.ts";
export type {
  ClaimMapping,
  FindForeignUser,
  ForeignIssuer,
  ForeignKeySource,
  RightsMapping,
  UserMark,
} from "./tokens/foreign/foreign-issuer.ts";
export { ForeignKeys, type ForeignKeysParts } from "./tokens/foreign/foreign-keys.ts";
export { type Algorithm, algorithms, isAlgorithm } from "./tokens/jws/algorithm.ts";
export { importSecret, type JwkProblem } from "./tokens/jws/import-jwk.ts";
export { importKeySet, type KeySet } from "./tokens/jws/key-set.ts";
export { type IsKnownSecret, readKnownSecrets } from "./tokens/jws/known-secrets.ts";
export type { JwsKey } from "./tokens/jws/signature.ts";
export { JwtReader, type JwtReaderParts } from "./tokens/jwt-reader.ts";
export type { OwnIssuer } from "./tokens/own-issuer.ts";
export { SqliteTokenRevocations } from "./tokens/revocations/sqlite-token-revocations.ts";
export { SealedSigningKeys } from "./tokens/signing-keys/sealed-signing-keys.ts";
export { type JwkSet, SigningKeys } from "./tokens/signing-keys/signing-keys.ts";
export { TokenIssuer, type TokenIssuerParts } from "./tokens/token-issuer.ts";
export { TokenKeys } from "./tokens/token-keys.ts";
