import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CheckedImport, checkImport, importUsers } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions, LocalDirectory } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";

interface ImportOptions extends DataOptions {
  readonly dryRun?: boolean;
  readonly resume?: boolean;
}

const help = `
Each line is a JSON object with the members of a user in directory.yaml. Of a password brought along, one of:
  passwordHash  a hash of argon2, bcrypt, scrypt or pbkdf2; hashed anew when the user next signs in
  passwordSha1  the 40 hexadecimal characters of its SHA-1; the user is of the SHA-1 format

Nothing is written where one line is wrong. Users are written 500 at a time, in the order of the file: where that is
broken off, call it again with --resume, which leaves users who are there already as they are.

Example:
  clavis users import users.jsonl --dry-run
`;

/** `clavis users import`: users with the hashes of their passwords, from JSON lines. */
export function importCommand(context: Context): Command {
  return withDataOptions(new Command("import").argument("<file>", "JSON lines"))
    .description("make users from a file, with hashes of their passwords made elsewhere")
    .option("--dry-run", "look through the file and write nothing")
    .option("--resume", "go on with an import that was broken off: leave users who are there as they are")
    .addHelpText("after", help)
    .action((file: string, options: ImportOptions) => runImport(context, file, options));
}

async function runImport(context: Context, file: string, options: ImportOptions): Promise<void> {
  const { readImportLines } = await import("./import-lines.ts");
  const users = readImportLines(textOf(resolve(context.terminal.cwd, file)));
  await context.withDirectory(options, async (local) => {
    const checked = await checkImport(local.directory, users, options.resume === true ? "skip" : "refuse");
    if (options.dryRun !== true) await write(context, local, checked);
    show(context, options, checked);
  });
}

async function write({ terminal }: Context, { directory, actor }: LocalDirectory, checked: CheckedImport) {
  const total = checked.users.length;
  let written = 0;
  try {
    await importUsers(directory, actor, checked, (count) => {
      written = count;
      if (count < total) terminal.err(`${count} of ${total} written.\n`);
    });
  } catch (error) {
    terminal.err(`${written} of ${total} were written, the others not: --resume goes on from there.\n`);
    throw error;
  }
}

function show({ terminal }: Context, { json, dryRun = false }: ImportOptions, { users, skipped }: CheckedImport): void {
  const count = users.length;
  if (json === true) {
    terminal.out(jsonText({ imported: dryRun ? 0 : count, importable: count, skipped }));
    return;
  }
  const there = skipped === 0 ? "" : `; ${skipped} are there already, and left as they are`;
  terminal.err(dryRun ? `Nothing is wrong: ${count} can be imported${there}.\n` : `Imported ${count}${there}.\n`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError(`${path} can not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
