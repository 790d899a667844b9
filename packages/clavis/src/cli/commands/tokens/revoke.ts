import { Command } from "commander";
import { longestTokenLife } from "../../../token-life.ts";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions, LocalSessions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { timeOf, timeText } from "../../time-text.ts";

interface RevokeOptions extends DataOptions {
  readonly until?: string;
}

/** Milliseconds. How long another issuer's token lives is not known by its id: as long as anything may be remembered. */
const longestForeignLife = 90 * 86_400_000;

const help = `
The id of a token stands in the records of its calls (clavis requests list --json): tok_…, which is its claim jti, or
ext_… where another issuer made it, whose jti is no id here. That of a family stands in the claim sid of the tokens made
with a refresh token. The token itself is a secret: no command takes it.

Example:
  clavis tokens revoke tok_01JZ3V7QF4K8M2N5P6R7S8T9
`;

/** `clavis tokens revoke`: one access token, or a family of refresh tokens with the access tokens made by it. */
export function revokeCommand(context: Context): Command {
  return withDataOptions(new Command("revoke").argument("<id>", "a token's id, tok_… or ext_…, or a family's, fam_…"))
    .description("end one token, or a family of refresh tokens and the access tokens made by it, at once")
    .option(
      "--until <time>",
      "how long to remember it (default: as long as a token made now may live, another issuer's 90d)",
    )
    .addHelpText("after", help)
    .action((id: string, options: RevokeOptions) => revoke(context, id, options));
}

async function revoke(context: Context, id: string, options: RevokeOptions): Promise<void> {
  expectId(id);
  const now = context.terminal.now();
  await context.withDirectory(options, async (local) => {
    const life = isForeign(id) ? longestForeignLife : longestTokenLife(local);
    const until = options.until === undefined ? now + life : timeOf(options.until, "--until", now);
    if (until <= now) throw new CliError(`--until: "${options.until}" is in the past`, "usage");
    await local.withSessions((kept) => (isFamily(id) ? endFamily(kept, id) : kept.revocations.revoke(id, until)));
    tell(context, options, id, until);
  });
}

const isFamily = (id: string): boolean => id.startsWith("fam_");
const isForeign = (id: string): boolean => id.startsWith("ext_");

async function endFamily({ families }: LocalSessions, id: string): Promise<void> {
  if ((await families.end(id)) === undefined) throw new CliError(`there is no family of tokens "${id}"`);
}

function tell({ terminal }: Context, { json }: RevokeOptions, id: string, until: number): void {
  if (isFamily(id)) {
    if (json === true) terminal.out(jsonText({ id }));
    else terminal.err(`Family ${id} has ended: nothing is refreshed, and the access tokens made by it are refused.\n`);
    return;
  }
  if (json === true) terminal.out(jsonText({ id, until: timeText(until) }));
  else terminal.err(`Token ${id} is refused from the next call on. This is remembered until ${timeText(until)}.\n`);
}

/** A token itself is never repeated. What can be no id would be remembered and never refuse anything. */
function expectId(id: string): void {
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(id))
    throw new CliError(
      "that is a token, not the id of one: clavis requests list --json shows that of each call",
      "usage",
    );
  if (!/^(tok|ext|fam)_[A-Za-z0-9_-]{1,100}$/.test(id))
    throw new CliError(
      "that is not the id of a token, tok_… or ext_…, or of a family, fam_…: another issuer's jti is none",
      "usage",
    );
}
