import { endSession, endSessions, endSessionsOf, getSession, getUser } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions, LocalDirectory } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { sessionJson } from "./session-json.ts";

interface RevokeOptions extends DataOptions {
  readonly user?: string;
  readonly environment?: string;
}

/** `clavis sessions revoke`: one, or all of a user. */
export function revokeCommand(context: Context): Command {
  return withDataOptions(new Command("revoke").argument("[id]", "the session's id, ses_…"))
    .description("end a session and the tokens made in it, or everything a user is signed in with, at once")
    .option("--user <user>", "all of this user's, and their tokens with them, by id or e-mail address")
    .option("--environment <name>", "with --user: only the sessions in this environment, and the tokens made in them")
    .addHelpText("after", "\nExample:\n  clavis sessions revoke --user jan@domain.be\n")
    .action((id: string | undefined, options: RevokeOptions) => revoke(context, id, options));
}

async function revoke(context: Context, id: string | undefined, options: RevokeOptions): Promise<void> {
  const { user } = options;
  if (id !== undefined && user === undefined && options.environment === undefined)
    await context.withDirectory(options, (local) => revokeOne(context, local, options, id));
  else if (user !== undefined && id === undefined)
    await context.withDirectory(options, (local) => revokeAll(context, local, options, user));
  else throw new CliError("which sessions? Name one by its id, or give --user for all of a user's", "usage");
}

async function revokeOne(
  { terminal }: Context,
  { withSessions }: LocalDirectory,
  { json }: RevokeOptions,
  id: string,
): Promise<void> {
  const session = await withSessions(async ({ sessions }) => {
    await endSession(sessions, id, "revoked");
    return await getSession(sessions, id);
  });
  if (json === true) terminal.out(jsonText(sessionJson(session)));
  else terminal.err(`Session ${id} has ended, and the tokens made in it.\n`);
}

async function revokeAll(
  { terminal }: Context,
  { directory, actor, withSessions, environments }: LocalDirectory,
  { json, environment }: RevokeOptions,
  name: string,
): Promise<void> {
  const { id, email } = await getUser(directory, name);
  if (environment !== undefined && environments.every((each) => each.name !== environment))
    throw new CliError(`there is no environment "${environment}"`);
  const count = await withSessions(({ sessions }) =>
    environment === undefined
      ? endSessionsOf(directory, sessions, actor, id)
      : endSessions(sessions, { user: id, environment }, "revoked"),
  );
  if (json === true) terminal.out(jsonText({ user: id, ended: count }));
  else if (environment === undefined)
    terminal.err(`User ${email} is signed out everywhere: their tokens and sessions have ended${openText(count)}.\n`);
  else
    terminal.err(
      `The sessions of ${email} in ${environment}, and the tokens made in them, have ended${openText(count)}.\n`,
    );
}

const openText = (count: number): string =>
  count === 0 ? "; none was open" : `; ${count} ${count === 1 ? "was" : "were"} open`;
