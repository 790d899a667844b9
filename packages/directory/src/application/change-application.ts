import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { inputError } from "../directory-error.ts";
import { patchedRestrictions } from "../restriction/restriction-patch.ts";
import { type Application, type ApplicationChange, type ApplicationSpec, applicationView } from "./application.ts";
import { applicationProblems, newApplicationProblems } from "./application-rules.ts";
import { unknownApplication } from "./read-applications.ts";
import { amendedApplication, insertApplication, newApplication, replaceApplication } from "./write-application.ts";

/** Makes an application. DirectoryError `validation_failed` with every problem, `conflict` when the id is taken. */
export async function createApplication(
  directory: Directory,
  actor: Actor,
  spec: ApplicationSpec,
): Promise<Application> {
  const problems = newApplicationProblems(directory.settings, spec, "");
  if (problems.length > 0) throw inputError(problems);
  return await directory.store.change((change) =>
    insertApplication(directory, change, actor, newApplication(spec, directory.clock())),
  );
}

/**
 * Changes an application, for all its keys from the next request on. Nothing is written where all is so already.
 * DirectoryError `validation_failed` with every problem, `not_found`.
 */
export async function updateApplication(
  directory: Directory,
  actor: Actor,
  id: string,
  input: ApplicationChange,
): Promise<Application> {
  return await directory.store.change(async (change) => {
    const before = await change.findApplication(id);
    if (before === undefined) throw unknownApplication(id);
    const spec = patchedSpec(before, input);
    const problems = applicationProblems(directory.settings, spec, "");
    if (problems.length > 0) throw inputError(problems);
    const draft = amendedApplication(before, spec);
    if (canonicalJson(applicationView(before)) === canonicalJson(applicationView(draft))) return before;
    return await replaceApplication(directory, change, actor, before, draft);
  });
}

const patchedSpec = (
  before: Application,
  { restrictions, ...plain }: ApplicationChange,
): Omit<ApplicationSpec, "id"> =>
  restrictions === undefined
    ? plain
    : { ...plain, restrictions: patchedRestrictions(before.restrictions, restrictions) };

/** Switches an application off or on again, with all its keys. As `updateApplication`. */
export const setApplicationEnabled = (
  directory: Directory,
  actor: Actor,
  id: string,
  enabled: boolean,
): Promise<Application> => updateApplication(directory, actor, id, { enabled });
