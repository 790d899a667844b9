import { type Link, linkAccounts, listLinks, unlinkAccounts } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { countOption, listOption, withDataOptions } from "../../options.ts";
import { showRows } from "../../show-rows.ts";
import { jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";

interface LinkOptions extends DataOptions {
  readonly ceiling?: readonly string[];
}

interface ListOptions extends DataOptions {
  readonly account?: string;
  readonly limit: number;
}

/** `clavis accounts link`: lets one account act for another. */
export function linkCommand(context: Context): Command {
  return withDataOptions(new Command("link"))
    .argument("<portal>", "the account that may act for the other")
    .argument("<client>", "the account it may act for")
    .description("let an account act for another, such as an accountant for a client")
    .option("--ceiling <rights>", "all that may be done over the link (default: *)", listOption)
    .addHelpText(
      "after",
      "\nExample:\n  clavis accounts link CPORTAL01 CKLANT002 --ceiling invoices:read,clients:read\n",
    )
    .action((portal: string, client: string, options: LinkOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const { ceiling, json } = options;
        const link = await linkAccounts(directory, actor, { portal, client, ...(ceiling && { ceiling }) });
        if (json === true) context.terminal.out(jsonText(linkJson(link)));
        else
          context.terminal.err(`Linked: ${portal} may act for ${client}. End it: clavis accounts unlink ${link.id}\n`);
      }),
    );
}

/** `clavis accounts unlink`: ends a link, and every key made over it. */
export function unlinkCommand(context: Context): Command {
  return withDataOptions(new Command("unlink").argument("<id>", "the link's id"))
    .description("end a link between two accounts, and every key made over it, at once")
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        await unlinkAccounts(directory, actor, id);
        if (options.json === true) context.terminal.out(jsonText({ id }));
        else context.terminal.err(`Link ${id} has ended.\n`);
      }),
    );
}

/** `clavis accounts links`: who may act for whom. */
export function linksCommand(context: Context): Command {
  return withDataOptions(new Command("links"))
    .description("list links between accounts, oldest first")
    .option("--account <number>", "only those from or to this account")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: ListOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const { account, limit } = options;
        showList(context, options, await listLinks(directory, { limit, ...(account !== undefined && { account }) }));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, links: readonly Link[]): void {
  showRows(terminal, options, links, {
    json: linkJson,
    none: "No links. Make one: clavis accounts link <portal> <client>",
    headings: ["ID", "PORTAL", "CLIENT", "CEILING"],
    cells: ({ id, portal, client, ceiling }) => [id, portal, client, ceiling.join(",")],
  });
}

const linkJson = ({ id, portal, client, ceiling, createdAt }: Link): Record<string, unknown> => ({
  id,
  portal,
  client,
  ceiling,
  createdAt: timeText(createdAt),
});
