import { updateUser } from "@clavis/directory";
import type { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { jsonText } from "../../table.ts";
import { type Attributes, attributeOption } from "./attribute-option.ts";
import { onUser } from "./change.ts";
import { userJson } from "./user-json.ts";

interface UpdateOptions extends DataOptions {
  readonly name?: string;
  readonly kind?: string;
  readonly externalId?: string;
  readonly attribute?: Attributes;
}

/** `clavis users update`: what describes a user. An attribute without a value is taken away. */
export function updateCommand(context: Context): Command {
  return onUser("update")
    .description("change what describes a user; what is not named stays")
    .option("--name <name>", "their name")
    .option("--kind <word>", "a label of yours")
    .option("--external-id <id>", "what you call them elsewhere")
    .option("--attribute <name=value>", "one attribute; without a value it is taken away", attributeOption)
    .addHelpText("after", "\nExample:\n  clavis users update jan@domain.be --kind pro --attribute city=Gent\n")
    .action((user: string, options: UpdateOptions) => update(context, user, options));
}

async function update({ terminal, withDirectory }: Context, user: string, options: UpdateOptions): Promise<void> {
  const { name, kind, externalId, attribute } = options;
  await withDirectory(options, async ({ directory, actor }) => {
    const changed = await updateUser(directory, actor, user, {
      ...(name !== undefined && { name }),
      ...(kind !== undefined && { kind }),
      ...(externalId !== undefined && { externalId }),
      ...(attribute && { attributes: withoutEmpty(attribute) }),
    });
    if (options.json === true) terminal.out(jsonText(userJson(changed)));
    else terminal.err(`Changed user ${changed.email}.\n`);
  });
}

const withoutEmpty = (attributes: Attributes): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value === "" ? undefined : value]));
