import { type Application, findLock, getApplication, type Lock, listApplications } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { lockFact, lockJson } from "../../lock-text.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { restrictionFacts } from "../../restriction-text.ts";
import { showRows } from "../../show-rows.ts";
import { facts, jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { applicationJson, statusOf } from "./application-json.ts";

export function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list applications by id")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: DataOptions & { readonly limit: number }) =>
      context.withDirectory(options, async ({ directory }) => {
        showList(context, options, await listApplications(directory, { limit: options.limit }));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, applications: readonly Application[]): void {
  showRows(terminal, options, applications, {
    json: applicationJson,
    none: "No applications. Make one: clavis apps create <id>",
    headings: ["ID", "STATUS", "RIGHTS", "NAME"],
    cells: (each) => [each.id, statusOf(each), each.rights.join(","), each.name],
  });
}

export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<id>", "the application's id"))
    .description("show one application")
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const application = await getApplication(directory, id);
        const lock = await findLock(directory, { kind: "application", id });
        const json = { ...applicationJson(application), lock: lock && lockJson(lock) };
        context.terminal.out(options.json === true ? jsonText(json) : factsOf(application, lock));
      }),
    );
}

const factsOf = (application: Application, lock: Lock | undefined): string =>
  facts([
    ["id", application.id],
    ["name", application.name],
    ["status", statusOf(application)],
    lockFact(lock),
    ["rights", application.rights.join(",")],
    ...restrictionFacts(application.restrictions),
    ["created", timeText(application.createdAt)],
  ]);
