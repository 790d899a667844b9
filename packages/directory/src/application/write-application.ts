import type { AuditFacts } from "../audit/audit-entry.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { raiseEpochIn } from "../epoch/raise-epoch.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type Application, type ApplicationSpec, applicationView } from "./application.ts";

/** The application as it will be, not yet written. */
export type ApplicationDraft = Omit<Application, "revision">;

/** A new application of this description. */
export function newApplication(spec: ApplicationSpec, time: number): ApplicationDraft {
  const { id, name = id, rights = ["*"], enabled = true } = spec;
  return { id, name, enabled, rights, restrictions: canonicalRestrictions(spec.restrictions ?? {}), createdAt: time };
}

/** An application that is there already, with what a description names. */
export const amendedApplication = (before: Application, spec: Omit<ApplicationSpec, "id">): ApplicationDraft => ({
  ...before,
  name: spec.name ?? before.name,
  rights: spec.rights ?? before.rights,
  restrictions: spec.restrictions === undefined ? before.restrictions : canonicalRestrictions(spec.restrictions),
  enabled: spec.enabled ?? before.enabled,
});

/** Appends the audit entry and writes the application. Expects a draft that has been checked. */
export async function insertApplication(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  draft: ApplicationDraft,
): Promise<Application> {
  const detail = { after: applicationView(draft) };
  const revision = await recordApplication(directory, change, actor, "application.create", draft, detail);
  const application = { ...draft, revision };
  await change.insertApplication(application);
  return application;
}

/** As `insertApplication`, for one that exists. Sessions and tokens got through it end with its disabling, for good. */
export async function replaceApplication(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: Application,
  draft: ApplicationDraft,
): Promise<Application> {
  if (before.enabled && !draft.enabled) await raiseEpochIn(directory, change, "application", draft.id);
  const detail = changedMembers(applicationView(before), applicationView(draft));
  const revision = await recordApplication(directory, change, actor, "application.update", draft, detail);
  const application = { ...draft, revision };
  await change.updateApplication(application);
  return application;
}

function recordApplication(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: "application.create" | "application.update",
  { id }: ApplicationDraft,
  detail: AuditFacts["detail"],
): Promise<number> {
  const facts = { actor, action, objectKind: "application", objectId: id, account: undefined, detail } as const;
  return recordChange(directory, change, facts);
}
