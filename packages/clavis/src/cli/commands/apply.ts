import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { printable } from "@clavis/core";
import { applyDirectory, type DirectoryDifference, type DirectoryDocument, planDirectory } from "@clavis/directory";
import { Command } from "commander";
import { ProblemsError } from "../../problems-error.ts";
import { CliError } from "../cli-error.ts";
import type { Context, DataOptions, LocalDirectory } from "../context.ts";
import { withDataOptions } from "../options.ts";
import { jsonText } from "../table.ts";

const onFile = (name: string): Command =>
  withDataOptions(new Command(name).argument("[file]", "the document", "directory.yaml"));

/** `clavis apply`: brings the directory to what directory.yaml says, whole or not at all. */
export function applyCommand(context: Context): Command {
  return onFile("apply")
    .description("bring the directory to what directory.yaml says")
    .action((file: string, options: DataOptions) =>
      context.withDirectory(options, async (local) => {
        const path = resolve(context.terminal.cwd, file);
        const changes = await applyDirectory(local.directory, `config:${path}`, await documentOf(path, local));
        show(context, options, changes, "Changed");
      }),
    );
}

/** `clavis plan`: what `apply` would change. */
export function planCommand(context: Context): Command {
  return onFile("plan")
    .description("show what apply would change")
    .action((file: string, options: DataOptions) =>
      context.withDirectory(options, async (local) => {
        const document = await documentOf(resolve(context.terminal.cwd, file), local);
        show(context, options, await planDirectory(local.directory, document), "Would change");
      }),
    );
}

async function documentOf(
  file: string,
  { accountForm, rights, userKinds }: LocalDirectory,
): Promise<DirectoryDocument> {
  const { readDirectory } = await import("../../configuration/directory-file.ts");
  const read = readDirectory({ text: textOf(file), file, accountForm, rights, userKinds });
  if ("problems" in read) throw new ProblemsError(read.problems);
  return read.directory;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CliError(`${file} can not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(
  { terminal }: Context,
  { json }: DataOptions,
  changes: readonly DirectoryDifference[],
  verb: string,
): void {
  if (json === true) terminal.out(jsonText(changes));
  else if (changes.length === 0) terminal.err("Nothing to change.\n");
  else for (const change of changes) terminal.out(printable(`${verb} ${changeText(change)}`).concat("\n"));
}

function changeText({ action, objectId, before, after }: DirectoryDifference): string {
  const was = before === undefined ? "" : `${JSON.stringify(before)} -> `;
  return `${action} ${objectId}: ${was}${JSON.stringify(after)}`;
}
