import { createRole, listRoles, type Role, updateRole } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../context.ts";
import { countOption, listOption, withDataOptions } from "../options.ts";
import { jsonText, table } from "../table.ts";
import { timeText } from "../time-text.ts";

interface RightsOptions extends DataOptions {
  readonly rights: readonly string[];
}

/** `clavis roles …`: named sets of rights that users have in accounts. */
export function rolesCommand(context: Context): Command {
  const roles = new Command("roles").description("make and change roles, the rights of users");
  for (const command of [
    writeCommand(context, "create", createRole, "make a role", "Made"),
    writeCommand(context, "update", updateRole, "give a role other rights, for everyone who has it", "Changed"),
    listCommand(context),
  ])
    roles.addCommand(command);
  return roles;
}

function writeCommand(
  context: Context,
  name: string,
  write: typeof createRole,
  description: string,
  done: string,
): Command {
  return withDataOptions(new Command(name).argument("<name>", "the role's name"))
    .description(description)
    .requiredOption("--rights <rights>", "what whoever has it may do, separated by commas", listOption)
    .addHelpText("after", `\nExample:\n  clavis roles ${name} reader --rights invoices:read,clients:read\n`)
    .action((role: string, options: RightsOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const written = await write(directory, actor, { name: role, rights: options.rights });
        if (options.json === true) context.terminal.out(jsonText(roleJson(written)));
        else context.terminal.err(`${done} role ${role}: ${written.rights.join(",")}\n`);
      }),
    );
}

function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list roles by name")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: DataOptions & { readonly limit: number }) =>
      context.withDirectory(options, async ({ directory }) => {
        showList(context, options, await listRoles(directory, { limit: options.limit }));
      }),
    );
}

function showList({ terminal }: Context, { json }: DataOptions, roles: readonly Role[]): void {
  if (json === true) terminal.out(jsonText(roles.map(roleJson)));
  else if (roles.length === 0)
    terminal.err("No roles. Make one: clavis roles create reader --rights invoices:read,clients:read\n");
  else
    terminal.out(
      table(
        ["NAME", "RIGHTS"],
        roles.map(({ name, rights }) => [name, rights.join(",")]),
      ),
    );
}

/** A role as `--json` shows it; its name is its id. */
const roleJson = ({ name, rights, createdAt }: Role): Record<string, unknown> => ({
  id: name,
  name,
  rights,
  createdAt: timeText(createdAt),
});
