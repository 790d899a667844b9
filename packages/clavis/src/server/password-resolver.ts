import { randomBytes } from "node:crypto";
import { PasswordResolver } from "@clavis/adapters";
import { rehashPassword } from "@clavis/directory";
import type { Logger } from "pino";
import type { Legacy } from "../configuration/weakenings.ts";
import type { OpenDirectory } from "../open-directory.ts";

/** Verifies passwords against the directory, and keeps those in another form that are to be. */
export function passwordResolver(
  { directory, hasher }: OpenDirectory,
  { sha1Login }: Pick<Legacy, "sha1Login">,
  logger: Logger,
): PasswordResolver {
  return new PasswordResolver({
    store: directory.store,
    hasher,
    randomBytes,
    acceptsSha1: (kind) => sha1Login === "everyone" || (kind !== undefined && sha1Login.has(kind)),
    rehashed: (userId, replaced, password) => rehashPassword(directory, userId, replaced, password),
    onError: (error) => logger.error({ error }, "a password could not be hashed again"),
  });
}
