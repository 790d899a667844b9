import { migrateFormat } from "@clavis/directory";
import type { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { jsonText } from "../../table.ts";
import { onUser } from "./change.ts";
import { userJson } from "./user-json.ts";

/** `clavis users set-format`: away from the SHA-1 of passwords. The other way there is none: the password is not known. */
export function setFormatCommand(context: Context): Command {
  return onUser("set-format")
    .argument("<format>", "plain")
    .description("let a user of the SHA-1 format go over to the normal one, with their next sign-in by password")
    .action(async (user: string, format: string, options: DataOptions) => {
      if (format !== "plain")
        throw new CliError(`"${format}" can not be gone over to: it is plain, or nothing`, "usage");
      await context.withDirectory(options, async ({ directory, actor }) => {
        const changed = await migrateFormat(directory, actor, user);
        if (options.json === true) context.terminal.out(jsonText(userJson(changed)));
        else context.terminal.err(stateOf(changed.email, changed.password.form === "plain"));
      });
    });
}

const stateOf = (email: string, isPlain: boolean): string =>
  isPlain
    ? `The password of ${email} is of the format plain.\n`
    : `The password of ${email} becomes plain when they next present it itself, as by Basic; its SHA-1 works until then.\n`;
