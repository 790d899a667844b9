import { createRole, getRole, listRoles, type Role, updateRole } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../context.ts";
import { countOption, expectChange, listOption, withDataOptions } from "../options.ts";
import { looseEnds, type ReAnchorOption, withReAnchorOption } from "../re-anchor-option.ts";
import {
  type LiftOption,
  narrowingOf,
  patchOf,
  type RestrictionOptions,
  withLiftOption,
  withRestrictionOptions,
} from "../restriction-options.ts";
import { restrictionsJson } from "../restriction-text.ts";
import { showRows } from "../show-rows.ts";
import { jsonText } from "../table.ts";
import { timeText } from "../time-text.ts";

interface CreateOptions extends DataOptions, RestrictionOptions {
  readonly rights: readonly string[];
}

interface UpdateOptions extends DataOptions, RestrictionOptions, LiftOption, ReAnchorOption {
  readonly rights?: readonly string[];
}

/** `clavis roles …`: named sets of rights that users have in accounts. */
export function rolesCommand(context: Context): Command {
  const roles = new Command("roles").description("make and change roles, the rights of users");
  for (const command of [createCommand(context), updateCommand(context), listCommand(context)])
    roles.addCommand(command);
  return roles;
}

const onRole = (name: string): Command => withDataOptions(new Command(name).argument("<name>", "the role's name"));

function createCommand(context: Context): Command {
  const command = onRole("create")
    .description("make a role")
    .requiredOption("--rights <rights>", "what whoever has it may do, separated by commas", listOption);
  return withRestrictionOptions(command, "role")
    .addHelpText("after", "\nExample:\n  clavis roles create reader --rights invoices:read,clients:read\n")
    .action((name: string, options: CreateOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const restrictions = narrowingOf(options, context.terminal.now());
        const role = await createRole(directory, actor, { name, rights: options.rights, restrictions });
        tell(context, options, role, "Made");
      }),
    );
}

function updateCommand(context: Context): Command {
  const command = onRole("update")
    .description("change a role, for everyone who has it; what is not named stays")
    .option("--rights <rights>", "what whoever has it may do, separated by commas", listOption);
  return withReAnchorOption(withLiftOption(withRestrictionOptions(command, "role"), "role"))
    .addHelpText("after", "\nExample:\n  clavis roles update reader --ip 203.0.113.0/24\n")
    .action((name: string, options: UpdateOptions) => update(context, name, options));
}

async function update(context: Context, name: string, options: UpdateOptions): Promise<void> {
  const { rights } = options;
  const restrictions = patchOf(options, "role", context.terminal.now());
  const input = { ...(rights && { rights }), ...(restrictions && { restrictions }) };
  if (options.reanchor !== true) expectChange(input);
  await context.withDirectory(options, async (local) => {
    const { directory, actor } = local;
    const before = await getRole(directory, name);
    const after = await updateRole(directory, actor, { name, ...input });
    const loose = await looseEnds(local, { kind: "role", id: name }, { before, after }, options);
    tell(context, options, after, "Changed", loose);
  });
}

function tell({ terminal }: Context, { json }: DataOptions, role: Role, done: string, more = ""): void {
  if (json === true) terminal.out(jsonText(roleJson(role)));
  else terminal.err(`${done} role ${role.name}: ${role.rights.join(",")}${more}\n`);
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

function showList({ terminal }: Context, options: DataOptions, roles: readonly Role[]): void {
  showRows(terminal, options, roles, {
    json: roleJson,
    none: "No roles. Make one: clavis roles create reader --rights invoices:read,clients:read",
    headings: ["NAME", "RIGHTS", "RESTRICTED BY"],
    cells: ({ name, rights, restrictions = {} }) => [name, rights.join(","), Object.keys(restrictions).join(",")],
  });
}

/** A role as `--json` shows it; its name is its id. */
const roleJson = ({ name, rights, restrictions, createdAt }: Role): Record<string, unknown> => ({
  id: name,
  name,
  rights,
  restrictions: restrictionsJson(restrictions),
  createdAt: timeText(createdAt),
});
