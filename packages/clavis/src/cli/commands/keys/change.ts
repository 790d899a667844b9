import { revokeKey, rotateKey, setKeyEnabled } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { secondsOf, timeText } from "../../time-text.ts";
import { showIssued } from "./issued.ts";
import { keyJson } from "./key-json.ts";

/** A command on one key. */
export const onKey = (name: string): Command => withDataOptions(new Command(name).argument("<id>", "the key's id"));

/** `clavis keys revoke`: for good; the running server's next request already refuses it. */
export function revokeCommand(context: Context): Command {
  return onKey("revoke")
    .description("end a key for good, at once")
    .option("--reason <text>", "why, for the audit log", "no reason given")
    .action((id: string, options: DataOptions & { readonly reason: string }) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const key = await revokeKey(directory, actor, id, options.reason);
        tell(context, options, key, `Key ${id} is revoked since ${timeText(key.revokedAt)}.`);
      }),
    );
}

/** `clavis keys disable` and `enable`. */
export function enabledCommand(context: Context, name: string, enabled: boolean, description: string): Command {
  return onKey(name)
    .description(description)
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const key = await setKeyEnabled(directory, actor, id, enabled);
        tell(context, options, key, `Key ${id} is ${enabled ? "enabled" : "disabled"}.`);
      }),
    );
}

/** `clavis keys rotate`: a new secret beside the old one until the overlap ends. */
export function rotateCommand(context: Context): Command {
  return onKey("rotate")
    .description("give a key a new secret; the old one works until the overlap ends")
    .option("--overlap <duration>", "how long the old secret still works: 0, 12h, 7d", "0")
    .action((id: string, options: DataOptions & { readonly overlap: string }) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const issued = await rotateKey(directory, actor, id, secondsOf(options.overlap, "--overlap"));
        showIssued(context, options, issued, "Rotated");
        tellOld(context, options, issued.key.versions.at(-2)?.endsAt);
      }),
    );
}

/** Says in a sentence, or in JSON, what became of a key. */
export function tell(
  { terminal }: Context,
  { json }: DataOptions,
  key: Parameters<typeof keyJson>[0],
  sentence: string,
): void {
  if (json === true) terminal.out(jsonText(keyJson(key, terminal.now())));
  else terminal.err(`${sentence}\n`);
}

function tellOld({ terminal }: Context, { json }: DataOptions, endsAt: number | undefined): void {
  if (json !== true && endsAt !== undefined) terminal.err(`The old secret works until ${timeText(endsAt)}.\n`);
}
