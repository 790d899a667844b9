import { type EpochKind, epochKinds } from "@clavis/core";
import { raiseEpoch } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";

type EndOptions = DataOptions & { readonly [kind in EpochKind]?: string };

const help = `
Tokens of other issuers (\`issuers\` in clavis.yaml) are not ended by it: lock whom they stand for, or revoke them by
their ids, ext_….

Example:
  clavis tokens end --account CKLANT001
`;

/** `clavis tokens end`: whatever was derived from one thing, all at once. */
export function endCommand(context: Context): Command {
  return withDataOptions(new Command("end"))
    .description("end every token derived from something, at once and for good; new ones can be made")
    .option("--user <user>", "everything this user is signed in with: tokens and sessions")
    .option("--key <id>", "every token made with this key; the key stays")
    .option("--application <id>", "tokens and sessions got through this application; its keys stay")
    .option("--account <number>", "every token for this account; its keys stay")
    .option("--environment <name>", "every token and session of this environment; its keys stay")
    .addHelpText("after", help)
    .action((options: EndOptions) => end(context, options));
}

async function end(context: Context, options: EndOptions): Promise<void> {
  const [named, ...more] = epochKinds.flatMap((kind) => {
    const id = options[kind];
    return id === undefined ? [] : [{ kind, id }];
  });
  if (named === undefined || more.length > 0)
    throw new CliError(`whose tokens? Give one of ${epochKinds.map((kind) => `--${kind}`).join(", ")}`, "usage");
  const { kind, id } = named;
  await context.withDirectory(options, async ({ directory, actor }) => {
    const epoch = await raiseEpoch(directory, actor, kind, id);
    if (options.json === true) context.terminal.out(jsonText({ kind, id, epoch }));
    else context.terminal.err(`${whatEnded[kind]} of ${kind} ${id} that there was has ended. New ones can be made.\n`);
  });
}

const whatEnded: Readonly<Record<EpochKind, string>> = {
  user: "Every token and session",
  account: "Every token",
  application: "Every token and session",
  key: "Every token",
  environment: "Every token and session",
};
