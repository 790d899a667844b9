import type { LooseAnchors } from "../anchor/loose-anchors.ts";
import type { Actor, Directory } from "../directory.ts";
import { expectKey, recordKeyChange } from "./change-key.ts";

/**
 * Lets go of the place that an anchored key was first used from: its next use binds it again. Gives that place;
 * undefined, and nothing is written, where it is bound to none. DirectoryError `not_found`.
 */
export async function reAnchorKey(
  directory: Directory,
  anchors: LooseAnchors,
  actor: Actor,
  id: string,
): Promise<string | undefined> {
  const bound = anchors.find(id);
  await directory.store.change(async (change) => {
    const key = await expectKey(change, id);
    if (bound === undefined) return;
    const revision = await recordKeyChange(directory, change, actor, "key.re-anchor", key, key);
    await change.updateKey({ ...key, revision });
  });
  if (bound !== undefined) await anchors.reAnchor(id);
  return bound;
}
