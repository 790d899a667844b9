import { Command } from "commander";
import type { Context } from "../../context.ts";
import { createCommand, enabledCommand, updateCommand } from "./change.ts";
import { listCommand, showCommand } from "./read.ts";

/** `clavis apps …`: programs that call the API. */
export function appsCommand(context: Context): Command {
  const apps = new Command("apps").description("make, list and change applications, programs that call the API");
  for (const command of [
    createCommand(context),
    listCommand(context),
    showCommand(context),
    updateCommand(context),
    enabledCommand(context, "disable", false, "refuse all keys of an application, at once; its sessions end for good"),
    enabledCommand(context, "enable", true, "let a disabled application call again"),
  ])
    apps.addCommand(command);
  return apps;
}
