import { type AnchorHolder, isAnchoredAnew, type RestrictionSpec, reAnchorShared } from "@clavis/directory";
import type { Command } from "commander";
import type { LocalDirectory } from "./context.ts";

export interface ReAnchorOption {
  readonly reanchor?: boolean;
}

export const withReAnchorOption = (command: Command): Command =>
  command.option("--reanchor", "let go of the places its anchor bound it to, as another or no --anchor does too");

interface Restricted {
  readonly restrictions: RestrictionSpec | undefined;
}

/**
 * Lets go of the places that a holder was bound to, where that is asked for or another kind of place binds it now. Gives
 * a sentence that tells of it; an empty text where nothing was asked for and nothing bound.
 */
export async function looseEnds(
  { directory, actor, withSessions }: LocalDirectory,
  holder: AnchorHolder,
  { before, after }: { readonly before: Restricted; readonly after: Restricted },
  { reanchor = false }: ReAnchorOption,
): Promise<string> {
  if (!reanchor && !isAnchoredAnew(before.restrictions, after.restrictions)) return "";
  const bound = await withSessions(({ anchors }) => reAnchorShared(directory, anchors, actor, holder));
  if (bound.length > 0)
    return `\n${boundText(bound)}${after.restrictions?.anchor ? "; the next call binds it anew" : ""}.`;
  return reanchor ? "\nIt was bound to no place." : "";
}

const boundText = ([place, ...more]: readonly string[]): string =>
  more.length === 0 ? `It was bound to ${place}` : `It was bound to ${more.length + 1} places, ${place} the first`;
