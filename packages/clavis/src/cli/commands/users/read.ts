import { findLock, getUser, type Lock, listUsers, type User } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { lockFact, lockJson } from "../../lock-text.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { showRows } from "../../show-rows.ts";
import { facts, jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { membershipsText, passwordText, userJson } from "./user-json.ts";

interface ListOptions extends DataOptions {
  readonly account?: string;
  readonly limit: number;
}

export function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list users, oldest first")
    .option("--account <number>", "only those with a role in this account")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: ListOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const { account, limit } = options;
        showList(context, options, await listUsers(directory, { limit, ...(account !== undefined && { account }) }));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, users: readonly User[]): void {
  showRows(terminal, options, users, {
    json: userJson,
    none: "No users. Make one: clavis users create --email <address> --name <name>",
    headings: ["ID", "E-MAIL", "KIND", "STATUS", "PASSWORD", "MAIN ACCOUNT", "ROLES", "NAME"],
    cells: (user) => [
      user.id,
      user.email,
      user.kind ?? "",
      statusOf(user),
      passwordText(user),
      user.mainAccount ?? "",
      membershipsText(user),
      user.name,
    ],
  });
}

export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<user>", "id or e-mail address"))
    .description("show everything about one user but their password")
    .action((name: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const user = await getUser(directory, name);
        const lock = await findLock(directory, { kind: "user", id: user.id });
        const json = { ...userJson(user), lock: lock && lockJson(lock) };
        context.terminal.out(options.json === true ? jsonText(json) : factsOf(user, lock));
      }),
    );
}

const factsOf = (user: User, lock: Lock | undefined): string =>
  facts([
    ["id", user.id],
    ["e-mail", user.email],
    ["name", user.name],
    ["kind", user.kind],
    ["external id", user.externalId],
    ["attributes", attributesText(user)],
    ["status", statusOf(user)],
    lockFact(lock),
    ["password", passwordText(user)],
    ["format", user.password.form],
    ["main account", user.mainAccount],
    ["roles", membershipsText(user)],
    ["created", timeText(user.createdAt)],
  ]);

const attributesText = ({ attributes }: User): string | undefined =>
  attributes &&
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(" ");

const valueText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const statusOf = ({ enabled }: User): string => (enabled ? "enabled" : "disabled");
