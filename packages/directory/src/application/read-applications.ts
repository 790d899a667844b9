import type { Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { checkPage, type Page } from "../store/page.ts";
import type { Application } from "./application.ts";

/** The application of this id. DirectoryError `not_found`. */
export async function getApplication({ store }: Pick<Directory, "store">, id: string): Promise<Application> {
  const application = await store.findApplication(id);
  if (application === undefined) throw unknownApplication(id);
  return application;
}

/** Applications by id, ascending. DirectoryError `validation_failed` for a limit out of range. */
export async function listApplications(
  { store }: Pick<Directory, "store">,
  page: Page<string>,
): Promise<readonly Application[]> {
  checkPage(page);
  return await store.listApplications(page);
}

export const unknownApplication = (id: string): DirectoryError =>
  new DirectoryError("not_found", `there is no application "${id}"`);
