import type { EpochKind } from "@clavis/core";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { expectObject } from "../object/expect-object.ts";
import type { DirectoryChange } from "../store/directory-store.ts";

/**
 * Ends everything derived from something, its sessions and tokens, from the next request on. Gives its epoch from now
 * on. A user may be named by e-mail address. DirectoryError `not_found`.
 */
export async function raiseEpoch(directory: Directory, actor: Actor, kind: EpochKind, name: string): Promise<number> {
  return await directory.store.change(async (change) => {
    const object = await expectObject(directory.settings, change, kind, name);
    const epoch = await change.raiseEpoch(kind, object.objectId);
    await recordChange(directory, change, {
      actor,
      action: `${kind}.end-derived`,
      ...object,
      detail: { after: { epoch } },
    });
    return epoch;
  });
}

/**
 * As `raiseEpoch`, as part of a change that has an entry of its own about the same object: whoever follows the revisions
 * reads the epoch with the object. DirectoryError `not_found`.
 */
export async function raiseEpochIn(
  { settings }: Directory,
  change: DirectoryChange,
  kind: EpochKind,
  id: string,
): Promise<number> {
  const { objectId } = await expectObject(settings, change, kind, id);
  return await change.raiseEpoch(kind, objectId);
}
