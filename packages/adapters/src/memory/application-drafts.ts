import { type Application, DirectoryError } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function insertApplication({ applications }: MemoryDrafts, application: Application): void {
  if (applications.get(application.id) !== undefined)
    throw new DirectoryError("conflict", `application "${application.id}" exists already`);
  applications.set(application.id, application);
}

export function updateApplication(drafts: MemoryDrafts, application: Application): void {
  const { createdAt } = expectApplication(drafts, application.id);
  drafts.applications.set(application.id, { ...application, createdAt });
}

/** DirectoryError `not_found`. */
export function expectApplication({ applications }: MemoryDrafts, id: string): Application {
  const application = applications.get(id);
  if (application === undefined) throw new DirectoryError("not_found", `there is no application "${id}"`);
  return application;
}
