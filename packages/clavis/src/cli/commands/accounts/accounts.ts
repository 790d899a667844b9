import { Command } from "commander";
import type { Context } from "../../context.ts";
import { createCommand, enabledCommand, updateCommand } from "./change.ts";
import { linkCommand, linksCommand, unlinkCommand } from "./links.ts";
import { listCommand, showCommand } from "./read.ts";

/** `clavis accounts …`: the provider's customers. */
export function accountsCommand(context: Context): Command {
  const accounts = new Command("accounts").description("make, list and link accounts, the customers of the API");
  for (const command of [
    createCommand(context),
    listCommand(context),
    showCommand(context),
    updateCommand(context),
    enabledCommand(context, "disable", false, "refuse everything in an account, at once; its tokens end for good"),
    enabledCommand(context, "enable", true, "let things be done in a disabled account again"),
    linkCommand(context),
    unlinkCommand(context),
    linksCommand(context),
  ])
    accounts.addCommand(command);
  return accounts;
}
