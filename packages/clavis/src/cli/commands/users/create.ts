import { createUser } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { placeText, withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { type Attributes, attributeOption } from "./attribute-option.ts";
import { type PasswordFormat, passwordFormatOption } from "./password-format-option.ts";
import { userJson } from "./user-json.ts";

type Memberships = Readonly<Record<string, readonly string[]>>;

interface CreateOptions extends DataOptions {
  readonly email: string;
  readonly name: string;
  readonly kind?: string;
  readonly externalId?: string;
  readonly attribute?: Attributes;
  readonly passwordFormat?: PasswordFormat;
  readonly mainAccount?: string;
  readonly member?: Memberships;
}

export function createCommand(context: Context): Command {
  return withDataOptions(new Command("create"))
    .description("make a user; invite them, or set a password, so that they can sign in")
    .requiredOption("--email <address>", "their e-mail address")
    .requiredOption("--name <name>", "their name")
    .option("--member <account=roles>", "their roles in an account; once for each account", memberOption)
    .option("--main-account <number>", "the account of calls that name none")
    .option("--kind <word>", "a label of yours")
    .option("--external-id <id>", "what you call them elsewhere")
    .option("--attribute <name=value>", "what else you want to know of them; once for each", attributeOption)
    .option(
      "--password-format <format>",
      "how their password is kept: plain, or sha1 for who signs in with no more than its SHA-1",
      passwordFormatOption,
    )
    .addHelpText(
      "after",
      "\nExample:\n  clavis users create --email jan@domain.be --name Jan --member CKLANT001=full --main-account CKLANT001\n",
    )
    .action((options: CreateOptions) => create(context, options));
}

async function create({ terminal, withDirectory }: Context, options: CreateOptions): Promise<void> {
  const { email, name, kind, externalId, mainAccount, member: memberships, attribute, passwordFormat } = options;
  await withDirectory(options, async ({ directory, actor }) => {
    const user = await createUser(directory, actor, {
      email,
      name,
      ...(kind !== undefined && { kind }),
      ...(externalId !== undefined && { externalId }),
      ...(attribute && { attributes: attribute }),
      ...(passwordFormat && { passwordFormat }),
      ...(mainAccount !== undefined && { mainAccount }),
      ...(memberships && { memberships }),
    });
    if (options.json === true) {
      terminal.out(jsonText(userJson(user)));
      return;
    }
    terminal.err(
      `Made user ${user.id} (${user.email}).\nNext: clavis users invite ${user.email}${placeText(options)}\n`,
    );
  });
}

/** `CKLANT001=full,reader`, given once or several times. */
function memberOption(text: string, before: Memberships = {}): Memberships {
  const [account = "", roles = "", ...more] = text.split("=");
  const names = roles.split(",").map((role) => role.trim());
  if (account === "" || more.length > 0 || names.includes(""))
    throw new CliError(`--member: "${text}" is not an account with its roles, such as CKLANT001=full`, "usage");
  return { ...before, [account.trim()]: names };
}
