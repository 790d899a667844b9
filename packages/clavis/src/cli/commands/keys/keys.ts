import { Command } from "commander";
import type { Context } from "../../context.ts";
import { enabledCommand, revokeCommand, rotateCommand } from "./change.ts";
import { createCommand } from "./create.ts";
import { listCommand } from "./list.ts";
import { reAnchorCommand } from "./re-anchor.ts";
import { showCommand } from "./show.ts";
import { updateCommand } from "./update.ts";
import { usesCommand } from "./uses.ts";

/** `clavis keys …`: keys of accounts and applications, from making to revoking. */
export function keysCommand(context: Context): Command {
  const keys = new Command("keys").description("make, list, change and revoke API keys and application keys");
  for (const command of [
    createCommand(context),
    listCommand(context),
    showCommand(context),
    usesCommand(context),
    updateCommand(context),
    reAnchorCommand(context),
    rotateCommand(context),
    revokeCommand(context),
    enabledCommand(context, "disable", false, "switch a key off for now"),
    enabledCommand(context, "enable", true, "switch a disabled key on again"),
  ])
    keys.addCommand(command);
  return keys;
}
