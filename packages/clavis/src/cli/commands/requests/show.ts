import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { facts, jsonText } from "../../table.ts";
import { entryJson } from "./entry-text.ts";
import { openRequests } from "./open-requests.ts";

/** `clavis requests show`: one call with everything that was recorded. */
export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<id>", "the request id, from Clavis-Request-Id"))
    .description("show one call")
    .action(async (id: string, options: DataOptions) => {
      const reader = await openRequests(context, options);
      const entry = await reader.get(id);
      if (entry === undefined) throw new CliError(`no call "${id}" is recorded (records are written within a second)`);
      const shown = entryJson(entry);
      if (options.json === true) context.terminal.out(jsonText(shown));
      else context.terminal.out(facts(Object.entries(shown).map(([name, value]) => [name, textOf(value)])));
    });
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || typeof value === "string" ? value : JSON.stringify(value);
