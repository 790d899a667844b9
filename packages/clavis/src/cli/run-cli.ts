import { StoreUnavailable } from "@clavis/core";
import { DirectoryError } from "@clavis/directory";
import { Command, CommanderError } from "commander";
import { ProblemsError } from "../problems-error.ts";
import { CliError } from "./cli-error.ts";
import { accountsCommand } from "./commands/accounts/accounts.ts";
import { applyCommand, planCommand } from "./commands/apply.ts";
import { appsCommand } from "./commands/apps/apps.ts";
import { auditCommand } from "./commands/audit.ts";
import { explainCommand } from "./commands/explain.ts";
import { initCommand } from "./commands/init.ts";
import { keysCommand } from "./commands/keys/keys.ts";
import { lockCommand, locksCommand, unlockCommand } from "./commands/lock.ts";
import { requestsCommand } from "./commands/requests/requests.ts";
import { rolesCommand } from "./commands/roles.ts";
import { sessionsCommand } from "./commands/sessions/sessions.ts";
import { startCommand } from "./commands/start.ts";
import { tokensCommand } from "./commands/tokens/tokens.ts";
import { usersCommand } from "./commands/users/users.ts";
import { localContext } from "./local-context.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

const examples = `
Examples:
  clavis init                                        write clavis.yaml and directory.yaml here
  clavis start                                       start the gateway
  clavis keys create --account C1234567 --name Shop  make an API key
  clavis lock key <id> --reason "left on a desk"     stop a key at once
  clavis requests tail                               watch the calls
`;

/** Runs one command. Gives the exit code: 0, 1 for a failure, 2 for a wrong call. Failures go to standard error. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await programFor(terminal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return reported(error, terminal);
  }
}

/** Every command there is, for one terminal. */
export function programFor(terminal: Terminal): Command {
  const context = localContext(terminal);
  const program = new Command("clavis")
    .description("A doorkeeper for HTTP APIs: issues credentials, checks every call, remembers it.")
    .version(version)
    .addHelpText("after", examples);
  for (const command of [
    initCommand(context),
    startCommand(context),
    applyCommand(context),
    planCommand(context),
    accountsCommand(context),
    usersCommand(context),
    rolesCommand(context),
    appsCommand(context),
    keysCommand(context),
    sessionsCommand(context),
    tokensCommand(context),
    lockCommand(context),
    unlockCommand(context),
    locksCommand(context),
    requestsCommand(context),
    explainCommand(context),
    auditCommand(context),
  ])
    program.addCommand(command);
  configure(program, "clavis", terminal);
  return program;
}

/** Every command throws instead of ending the process, and writes to the terminal it was given. */
function configure(command: Command, line: string, terminal: Terminal): void {
  command
    .exitOverride()
    .showHelpAfterError(`(${line} --help tells more)`)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const below of command.commands) configure(below, `${line} ${below.name()}`, terminal);
}

async function reported(error: unknown, terminal: Terminal): Promise<number> {
  // commander has already written what was wrong with the call.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CliError) {
    terminal.err(`clavis: ${error.message}\n`);
    return error.exitCode;
  }
  terminal.err(`clavis: ${await messageOf(error)}\n`);
  return 1;
}

async function messageOf(error: unknown): Promise<string> {
  if (error instanceof ProblemsError) return `the configuration is not usable:\n${error.message}`;
  if (error instanceof DirectoryError) return directoryText(error);
  // Loaded already where one was thrown.
  const { DataDirectoryError } = await import("@clavis/adapters");
  if (error instanceof DataDirectoryError || error instanceof StoreUnavailable) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return `${error.message}: something listens there already; choose another address with --public or --private`;
  // What the system refuses is said by its own words; a stack is for mistakes of ours.
  if (error instanceof Error && "syscall" in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function directoryText({ problems, message }: DirectoryError): string {
  if (problems.length === 0) return message;
  return ["the input is not usable:", ...problems.map(({ member, detail }) => `  ${member}: ${detail}`)].join("\n");
}
