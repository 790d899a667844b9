import { inviteUser, resetUser, setUserEnabled, setUserPassword } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { userJson } from "./user-json.ts";

/** A command on one user. */
export const onUser = (name: string): Command =>
  withDataOptions(new Command(name).argument("<user>", "id or e-mail address"));

/** `clavis users disable` and `enable`. */
export function enabledCommand(context: Context, name: string, enabled: boolean, description: string): Command {
  return onUser(name)
    .description(description)
    .action((user: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const changed = await setUserEnabled(directory, actor, user, enabled);
        if (options.json === true) context.terminal.out(jsonText(userJson(changed)));
        else context.terminal.err(`User ${changed.email} is ${enabled ? "enabled" : "disabled"}.\n`);
      }),
    );
}

/**
 * `clavis users invite` and `reset`: a link for the user, shown once, alone on standard output. Its secret stands in the
 * fragment, which reaches no server's log.
 */
export function secretCommand(context: Context, name: string, send: typeof inviteUser, description: string): Command {
  return onUser(name)
    .description(description)
    .action((user: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor, publicOrigin }) => {
        const sent = await send(directory, actor, user);
        const link = `${publicOrigin}/.clavis/welcome#${sent.secret}`;
        const { out, err } = context.terminal;
        if (options.json === true) {
          const { secret, expiresAt } = sent;
          out(jsonText({ ...userJson(sent.user), secret, link, expiresAt: timeText(expiresAt) }));
          return;
        }
        err(`For ${sent.user.email}, until ${timeText(sent.expiresAt)}, once. It is shown this once:\n\n`);
        out(`${link}\n`);
      }),
    );
}

export const inviteCommand = (context: Context): Command =>
  secretCommand(context, "invite", inviteUser, "make a link with which a user chooses their first password");

export const resetCommand = (context: Context): Command =>
  secretCommand(context, "reset", resetUser, "make a link with which a user chooses another password");

/** `clavis users set-password`: typed without being shown, or the first line of standard input; never an argument. */
export function setPasswordCommand(context: Context): Command {
  return onUser("set-password")
    .description("set a user's password, read from standard input; they must change it before anything else")
    .addHelpText("after", "\nExample:\n  clavis users set-password jan@domain.be < password.txt\n")
    .action(async (user: string, options: DataOptions) => {
      const password = await readPassword(context);
      await context.withDirectory(options, async ({ directory, actor }) => {
        const changed = await setUserPassword(directory, actor, user, password);
        if (options.json === true) context.terminal.out(jsonText(userJson(changed)));
        else
          context.terminal.err(`The password of ${changed.email} is set; they must change it before anything else.\n`);
      });
    });
}

async function readPassword({ terminal }: Context): Promise<string> {
  const password = await terminal.askSecret("New password: ");
  if (!terminal.interactive) return password;
  if ((await terminal.askSecret("Once more: ")) !== password) throw new CliError("the two passwords differ");
  return password;
}
