import { type SigningKey, type SigningKeyState, signingKeyState } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { showRows } from "../../show-rows.ts";
import { timeText } from "../../time-text.ts";
import { retireCommand, rotateCommand } from "./change-keys.ts";
import { signingKeyJson } from "./signing-key-json.ts";

interface ListOptions extends DataOptions {
  readonly environment?: string;
  readonly all?: boolean;
}

/** `clavis tokens keys …`: what signs tokens. */
export function signingKeysCommand(context: Context): Command {
  const keys = new Command("keys").description("list, replace and retire the keys that sign tokens");
  for (const command of [listCommand(context), rotateCommand(context), retireCommand(context)])
    keys.addCommand(command);
  return keys;
}

function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list signing keys, oldest first")
    .option("--environment <name>", "only those of this environment")
    .option("--all", "those that are of no use any more, too")
    .action((options: ListOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const now = context.terminal.now();
        const { environment, all } = options;
        const keys = (await directory.store.listSigningKeys()).filter(
          (key) =>
            (environment === undefined || key.environment === environment) &&
            (all === true || signingKeyState(key, now) !== "gone"),
        );
        showList(context, options, keys);
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, keys: readonly SigningKey[]): void {
  const now = terminal.now();
  showRows(terminal, options, keys, {
    json: (key) => signingKeyJson(key, now),
    none: "No signing keys. clavis start makes them, where the API takes tokens.",
    headings: ["ID", "ENVIRONMENT", "SIGNS", "ALGORITHM", "STATE", "NEXT"],
    cells: (key) => {
      const state = signingKeyState(key, now);
      return [key.kid, key.environment, key.purpose, key.algorithm, state, nextOf(key, state)];
    },
  });
}

/** What comes next of a key, and when. */
function nextOf({ activeAt, retiresAt, endsAt }: SigningKey, state: SigningKeyState): string {
  switch (state) {
    case "next":
      return `signs from ${timeText(activeAt)}`;
    case "active":
      return retiresAt === undefined ? "" : `signs until ${timeText(retiresAt)}`;
    case "retiring":
      return endsAt === undefined ? "" : `verifies until ${timeText(endsAt)}`;
    case "gone":
      return `ended ${timeText(endsAt)}`;
    default:
      return state satisfies never;
  }
}
