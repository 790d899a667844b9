import { randomBytes } from "node:crypto";
import { PasswordResolver } from "@clavis/adapters";
import { rehashPassword } from "@clavis/directory";
import type { Logger } from "pino";
import type { OpenDirectory } from "../open-directory.ts";

/** Verifies passwords against the directory, and keeps hashes whose parameters were raised. */
export function passwordResolver({ directory, hasher }: OpenDirectory, logger: Logger): PasswordResolver {
  return new PasswordResolver({
    store: directory.store,
    hasher,
    randomBytes,
    rehashed: (userId, replaced, hash) => rehashPassword(directory, userId, replaced.version, hash),
    onError: (error) => logger.error({ error }, "a password could not be hashed again"),
  });
}
