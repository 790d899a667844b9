import { Command } from "commander";
import type { Context } from "../../context.ts";
import { enabledCommand, inviteCommand, resetCommand, setPasswordCommand } from "./change.ts";
import { createCommand } from "./create.ts";
import { deleteCommand, signOutCommand } from "./end.ts";
import { setFormatCommand } from "./format.ts";
import { importCommand } from "./import.ts";
import { listCommand, showCommand } from "./read.ts";
import { updateCommand } from "./update.ts";

/** `clavis users …`: people and how they get their passwords. */
export function usersCommand(context: Context): Command {
  const users = new Command("users").description("make users, invite them and set their passwords");
  for (const command of [
    createCommand(context),
    listCommand(context),
    showCommand(context),
    updateCommand(context),
    importCommand(context),
    inviteCommand(context),
    resetCommand(context),
    setPasswordCommand(context),
    setFormatCommand(context),
    signOutCommand(context),
    enabledCommand(context, "disable", false, "keep a user out, at once; keys they made for accounts stay"),
    enabledCommand(context, "enable", true, "let a disabled user in again"),
    deleteCommand(context),
  ])
    users.addCommand(command);
  return users;
}
