export { type DataDirectory, openDataDirectory } from "./data-directory/data-directory.ts";
export { DataDirectoryError, type DataDirectoryFault } from "./data-directory/data-directory-error.ts";
export type { StoredDigest } from "./memory/memory-change.ts";
export { MemoryStore } from "./memory/memory-store.ts";
export { deriveApiKeyPepper, keyDigestsWith } from "./secret-key/key-digests.ts";
export { openSecretKey } from "./secret-key/secret-key.ts";
export { openSqliteStore, type SqliteStore } from "./sqlite/sqlite-store.ts";
