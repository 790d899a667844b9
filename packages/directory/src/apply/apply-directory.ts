import type { Actor, Directory } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { canonicalPassword } from "../password/password-rules.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { canonicalEmail } from "../user/email.ts";
import { applyAccounts, applyRoles } from "./apply-accounts.ts";
import { applyLinks } from "./apply-links.ts";
import { applyUsers } from "./apply-users.ts";
import { type DirectoryDifference, type DirectoryDocument, refuseFlaws } from "./directory-document.ts";

/** What applying one list of a document works with. Problems are gathered, so that all can be told at once. */
export interface Application {
  readonly directory: Directory;
  readonly change: DirectoryChange;
  readonly actor: Actor;
  readonly problems: ProblemMember[];
}

/**
 * Brings the directory to what the document says, in one transaction with an audit entry and a revision for each
 * change, and gives the changes. The same document a second time changes nothing. A member left out gets its default
 * in what is new and stays as it is in what exists; what is left out altogether stays as it is. A link whose ceiling
 * differs is made anew, so that the keys made over it end.
 *
 * DirectoryError `validation_failed` with every problem of the document; then nothing is changed.
 */
export async function applyDirectory(
  directory: Directory,
  actor: Actor,
  document: DirectoryDocument,
): Promise<readonly DirectoryDifference[]> {
  refuseFlaws(directory.settings, document);
  const hashes = await initialHashes(directory, document);
  return await directory.store.change((change) => bring(directory, change, actor, document, hashes));
}

/**
 * What `applyDirectory` would do now: the same work, withdrawn before it counts. It waits for a running change. The same
 * errors.
 */
export async function planDirectory(
  directory: Directory,
  document: DirectoryDocument,
): Promise<readonly DirectoryDifference[]> {
  refuseFlaws(directory.settings, document);
  const hashes = await initialHashes({ ...directory, hasher: { hash: async () => "withdrawn" } }, document);
  let planned: readonly DirectoryDifference[] = [];
  const withdrawn = new Error("a plan is withdrawn");
  try {
    await directory.store.change(async (change) => {
      planned = await bring(directory, change, "config:plan", document, hashes);
      throw withdrawn;
    });
  } catch (error) {
    if (error !== withdrawn) throw error;
  }
  return planned;
}

async function bring(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  { accounts = [], roles = [], links = [], users = [] }: DirectoryDocument,
  hashes: ReadonlyMap<string, string>,
): Promise<readonly DirectoryDifference[]> {
  const application: Application = { directory, change, actor, problems: [] };
  // Each list may name what stands in those before it.
  const differences = [
    ...(await applyAccounts(application, accounts)),
    ...(await applyRoles(application, roles)),
    ...(await applyLinks(application, links)),
    ...(await applyUsers(application, users, hashes)),
  ];
  if (application.problems.length > 0) throw inputError(application.problems);
  return differences;
}

/** The hashes of the first passwords of users who are not there yet, by e-mail address; before the change, as they take long. */
async function initialHashes(
  { store, hasher }: Directory,
  { users = [] }: DirectoryDocument,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const { email, initialPassword } of users) {
    const spelling = canonicalEmail(email);
    if (initialPassword === undefined || (await store.findUserByEmail(spelling)) !== undefined) continue;
    hashes.set(spelling, await hasher.hash(canonicalPassword(initialPassword)));
  }
  return hashes;
}
