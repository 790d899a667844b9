import { Command } from "commander";
import type { Context } from "../../context.ts";
import { listCommand, showCommand } from "./read.ts";
import { revokeCommand } from "./revoke.ts";

/** `clavis sessions …`: who is signed in. */
export function sessionsCommand(context: Context): Command {
  const sessions = new Command("sessions").description("list and end the sessions of users");
  for (const command of [listCommand(context), showCommand(context), revokeCommand(context)])
    sessions.addCommand(command);
  return sessions;
}
