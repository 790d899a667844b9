import { deleteUser, signOutEverywhere } from "@clavis/directory";
import type { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { jsonText } from "../../table.ts";
import { onUser } from "./change.ts";
import { userJson } from "./user-json.ts";

/** `clavis users sign-out`: of everywhere at once. */
export function signOutCommand(context: Context): Command {
  return onUser("sign-out")
    .description("end every session and token of a user, at once; their password stays")
    .action((user: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const changed = await signOutEverywhere(directory, actor, user);
        if (options.json === true) context.terminal.out(jsonText(userJson(changed)));
        else context.terminal.err(`User ${changed.email} is signed out everywhere.\n`);
      }),
    );
}

export function deleteCommand(context: Context): Command {
  return onUser("delete")
    .description("remove a user for good; keys they made for accounts stay, flagged as those of one who is gone")
    .action((user: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const gone = await deleteUser(directory, actor, user);
        if (options.json === true) context.terminal.out(jsonText(userJson(gone)));
        else context.terminal.err(`User ${gone.email} (${gone.id}) is deleted.\n`);
      }),
    );
}
