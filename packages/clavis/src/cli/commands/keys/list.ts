import { type ApiKey, keyStatus, listKeys, ownerName } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { showRows } from "../../show-rows.ts";
import { keyJson } from "./key-json.ts";

interface ListOptions extends DataOptions {
  readonly account?: string;
  readonly application?: string;
  readonly environment?: string;
  readonly limit: number;
}

export function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list keys, oldest first")
    .option("--account <number>", "only those of this account")
    .option("--application <id>", "only those of this application")
    .option("--environment <name>", "only those of this environment")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: ListOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const { account, application, environment, limit } = options;
        const filter = {
          limit,
          ...(account !== undefined && { account }),
          ...(application !== undefined && { application }),
          ...(environment !== undefined && { environment }),
        };
        showList(context, options, await listKeys(directory, filter));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, keys: readonly ApiKey[]): void {
  const now = terminal.now();
  showRows(terminal, options, keys, {
    json: (key) => keyJson(key, now),
    none: "No keys. Make one: clavis keys create --account <number> --name <name>",
    headings: ["ID", "OWNER", "ENVIRONMENT", "STATUS", "ENDS IN", "RIGHTS", "NAME"],
    cells: (key) => [
      key.id,
      ownerName(key.owner),
      key.environment,
      keyStatus(key, now),
      `…${key.versions.at(-1)?.last4 ?? ""}`,
      key.rights.join(","),
      key.name,
    ],
  });
}
