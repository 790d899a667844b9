import { type LockKind, lockKinds } from "@clavis/core";
import { type Lock, listLocks, lock, unlock } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Context, DataOptions } from "../context.ts";
import { lockJson } from "../lock-text.ts";
import { countOption, placeText, withDataOptions } from "../options.ts";
import { showRows } from "../show-rows.ts";
import { jsonText } from "../table.ts";
import { timeText } from "../time-text.ts";

const onTarget = (name: string): Command =>
  withDataOptions(new Command(name))
    .argument("<kind>", lockKinds.join(", "), kindArgument)
    .argument("<id>", "its id; an account's number, a user's id or e-mail address, an environment's name");

/** `clavis lock`: stops something at once, and leaves everything of it as it is. */
export function lockCommand(context: Context): Command {
  return onTarget("lock")
    .description("refuse everything that stands on a key, application, user, account or environment, at once")
    .option("--reason <text>", "why, for the audit log", "no reason given")
    .addHelpText("after", '\nExample:\n  clavis lock account CKLANT001 --reason "unpaid since March"\n')
    .action((kind: LockKind, id: string, options: DataOptions & { readonly reason: string }) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const made = await lock(directory, actor, { kind, id }, options.reason);
        if (options.json === true) context.terminal.out(jsonText(lockJson(made)));
        else
          context.terminal.err(
            `${titleOf(made)} is locked since ${timeText(made.lockedAt)}: ${made.reason}\n` +
              `Undo it: clavis unlock ${kind} ${made.id}${placeText(options)}\n`,
          );
      }),
    );
}

export function unlockCommand(context: Context): Command {
  return onTarget("unlock")
    .description("let what is locked be used again, with the keys, sessions and tokens it had")
    .action((kind: LockKind, id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        await unlock(directory, actor, { kind, id });
        if (options.json === true) context.terminal.out(jsonText({ kind, id }));
        else context.terminal.err(`${titleOf({ kind, id })} is unlocked.\n`);
      }),
    );
}

/** `clavis locks`: what is locked. */
export function locksCommand(context: Context): Command {
  return withDataOptions(new Command("locks"))
    .description("list what is locked, since when, by whom and why")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: DataOptions & { readonly limit: number }) =>
      context.withDirectory(options, async ({ directory }) => {
        showList(context, options, await listLocks(directory, { limit: options.limit }));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, locks: readonly Lock[]): void {
  showRows(terminal, options, locks, {
    json: lockJson,
    none: "Nothing is locked.",
    headings: ["KIND", "ID", "SINCE", "BY", "REASON"],
    cells: ({ kind, id, reason, lockedAt, actor }) => [kind, id, timeText(lockedAt) ?? "", actor, reason],
  });
}

const titleOf = ({ kind, id }: Pick<Lock, "kind" | "id">): string =>
  `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)} ${id}`;

function kindArgument(text: string): LockKind {
  const kind = lockKinds.find((each) => each === text);
  if (kind === undefined)
    throw new CliError(`"${text}" can not be locked: name one of ${lockKinds.join(", ")}`, "usage");
  return kind;
}
