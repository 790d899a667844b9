import { amendKey, type KeyAmendment } from "@clavis/directory";
import type { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { expectChange, listOption, placeText } from "../../options.ts";
import {
  type LiftOption,
  patchOf,
  type RestrictionOptions,
  withLiftOption,
  withRestrictionOptions,
} from "../../restriction-options.ts";
import { onKey, tell } from "./change.ts";

interface UpdateOptions extends DataOptions, RestrictionOptions, LiftOption {
  readonly name?: string;
  readonly rights?: readonly string[];
}

const help = `
A restriction that is named replaces the one there; what is not named stays. Rights must lie within those of the key's
owner, and within what the one who made the key could give. A key stays bound to the place it was first used from: after
another --anchor, reanchor lets it bind anew.

Examples:
  clavis keys update <id> --country NL,BE --expires 90d
  clavis keys update <id> --lift hours,rate
`;

/** `clavis keys update`: narrows a key or, as only operators may, widens it. */
export function updateCommand(context: Context): Command {
  const command = onKey("update")
    .description("change a key's name, rights, end and restrictions, from its next call on")
    .option("--name <name>", "what the key is for")
    .option("--rights <rights>", "what it may do, separated by commas", listOption);
  return withLiftOption(withRestrictionOptions(command, "key"), "key")
    .addHelpText("after", help)
    .action((id: string, options: UpdateOptions) => update(context, id, options));
}

async function update(context: Context, id: string, options: UpdateOptions): Promise<void> {
  const input = amendmentOf(options, context.terminal.now());
  expectChange(input);
  await context.withDirectory(options, async ({ directory, actor, withSessions }) => {
    const key = await amendKey(directory, actor, id, input);
    const bound = options.anchor && (await withSessions(async ({ anchors }) => anchors.find(id)));
    tell(context, options, key, `Changed key ${id}.\n${nextText(id, bound)}${placeText(options)}`);
  });
}

const nextText = (id: string, bound: string | undefined): string =>
  bound === undefined
    ? `Next: clavis keys show ${id}`
    : `It stays bound to ${bound}. To bind it anew: clavis keys reanchor ${id}`;

function amendmentOf(options: UpdateOptions, now: number): KeyAmendment {
  const { name, rights } = options;
  const { expiresAt, ...restrictions } = patchOf(options, "key", now) ?? {};
  return {
    ...(name !== undefined && { name }),
    ...(rights && { rights }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(Object.keys(restrictions).length > 0 && { restrictions }),
  };
}
