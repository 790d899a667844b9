import { getKey, reAnchorKey } from "@clavis/directory";
import type { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { jsonText } from "../../table.ts";
import { onKey } from "./change.ts";

/** `clavis keys reanchor`: after a till has moved. */
export function reAnchorCommand(context: Context): Command {
  return onKey("reanchor")
    .description("let go of the place an anchored key is bound to: its next call binds it anew")
    .action((id: string, options: DataOptions) => reAnchor(context, id, options));
}

async function reAnchor({ terminal, withDirectory }: Context, id: string, options: DataOptions): Promise<void> {
  await withDirectory(options, async ({ directory, actor, withSessions }) => {
    const { restrictions } = await getKey(directory, id);
    const was = await withSessions(({ anchors }) => reAnchorKey(directory, anchors, actor, id));
    if (options.json === true) terminal.out(jsonText({ id, was: was ?? null }));
    else if (was !== undefined) terminal.err(`Key ${id} was bound to ${was}; its next call binds it anew.\n`);
    else if (restrictions?.anchor === undefined) terminal.err(`Key ${id} has no anchor: nothing binds it.\n`);
    else terminal.err(`Key ${id} is bound to no place: its next call binds it.\n`);
  });
}
