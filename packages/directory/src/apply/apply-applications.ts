import { type ApplicationSpec, applicationView } from "../application/application.ts";
import {
  amendedApplication,
  insertApplication,
  newApplication,
  replaceApplication,
} from "../application/write-application.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { differ } from "./apply-accounts.ts";
import type { Applying } from "./apply-directory.ts";
import type { DirectoryDifference } from "./directory-document.ts";

/** Makes and amends applications. Gives what it did. */
export async function applyApplications(
  { directory, change, actor }: Applying,
  specs: readonly ApplicationSpec[],
): Promise<readonly DirectoryDifference[]> {
  const differences: DirectoryDifference[] = [];
  for (const spec of specs) {
    const before = await change.findApplication(spec.id);
    const object = { objectKind: "application", objectId: spec.id } as const;
    if (before === undefined) {
      const made = await insertApplication(directory, change, actor, newApplication(spec, directory.clock()));
      differences.push({ action: "application.create", ...object, before, after: applicationView(made) });
      continue;
    }
    const draft = amendedApplication(before, spec);
    const members = changedMembers(applicationView(before), applicationView(draft));
    if (!differ(members.before, members.after)) continue;
    await replaceApplication(directory, change, actor, before, draft);
    differences.push({ action: "application.update", ...object, ...members });
  }
  return differences;
}
