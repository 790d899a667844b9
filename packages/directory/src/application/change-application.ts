import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { inputError } from "../directory-error.ts";
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
  const problems = applicationProblems(directory.settings, input, "");
  if (problems.length > 0) throw inputError(problems);
  return await directory.store.change(async (change) => {
    const before = await change.findApplication(id);
    if (before === undefined) throw unknownApplication(id);
    const draft = amendedApplication(before, input);
    if (canonicalJson(applicationView(before)) === canonicalJson(applicationView(draft))) return before;
    return await replaceApplication(directory, change, actor, before, draft);
  });
}

/** Switches an application off or on again, with all its keys. As `updateApplication`. */
export const setApplicationEnabled = (
  directory: Directory,
  actor: Actor,
  id: string,
  enabled: boolean,
): Promise<Application> => updateApplication(directory, actor, id, { enabled });
