import { readLastUse } from "@clavis/adapters";
import { readEffective } from "../configuration/effective-configuration.ts";
import { openDirectory } from "../open-directory.ts";
import { signingDirectory } from "../signing-directory.ts";
import { CliError } from "./cli-error.ts";
import type { LocalDirectory } from "./context.ts";
import { withLocalSessions } from "./local-sessions.ts";
import type { Terminal } from "./terminal.ts";

/** Opens the data directory at a path for one piece of work. CliError where `clavis start` has never made it. */
export async function withLocalDirectory<Result>(
  terminal: Terminal,
  path: string,
  work: (local: LocalDirectory) => Promise<Result>,
): Promise<Result> {
  const read = readEffective(path);
  if (read.kind !== "found") throw new CliError(read.detail);
  const { effective } = read;
  const opened = await openDirectory(path, effective, terminal.now);
  try {
    const primary = effective.environments.find((environment) => environment.primary)?.name ?? "";
    return await work({
      directory: opened.directory,
      actor: `local:${terminal.user}`,
      path,
      primary,
      environments: effective.environments,
      accountForm: effective.accountForm,
      publicOrigin: effective.publicOrigin,
      rights: effective.rights ?? undefined,
      userKinds: effective.userKinds ?? undefined,
      lastUsed: (id) => readLastUse(opened.data.activity, id),
      signingIn: (environment) => signingDirectory(opened, environment.tokens),
      withSessions: (sessionWork) => withLocalSessions(opened, effective, sessionWork),
    });
  } finally {
    await opened.close();
  }
}
