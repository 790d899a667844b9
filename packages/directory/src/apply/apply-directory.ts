import type { Actor, Directory } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { type HashedPassword, hashNewPassword, readNewPassword } from "../password/new-password.ts";
import type { PasswordHasher } from "../password/password-hasher.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { withdrawnChange } from "../store/withdrawn-change.ts";
import { canonicalEmail } from "../user/email.ts";
import { applyAccounts, applyRoles } from "./apply-accounts.ts";
import { applyApplications } from "./apply-applications.ts";
import { applyLinks } from "./apply-links.ts";
import { applyUsers } from "./apply-users.ts";
import { type DirectoryDifference, type DirectoryDocument, refuseFlaws } from "./directory-document.ts";

/** What applying one list of a document works with. Problems are gathered, so that all can be told at once. */
export interface Applying {
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
  refuseFlaws(directory, document);
  const passwords = await initialPasswords(directory, document);
  return await directory.store.change((change) => bring(directory, change, actor, document, passwords));
}

/**
 * What `applyDirectory` would do now: the same work, withdrawn before it counts. It waits for a running change. The same
 * errors.
 */
export async function planDirectory(
  directory: Directory,
  document: DirectoryDocument,
): Promise<readonly DirectoryDifference[]> {
  refuseFlaws(directory, document);
  const passwords = await initialPasswords({ ...directory, hasher: unhashed(directory.hasher) }, document);
  return await withdrawnChange(directory.store, (change) =>
    bring(directory, change, "config:plan", document, passwords),
  );
}

async function bring(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  { accounts = [], applications = [], roles = [], links = [], users = [] }: DirectoryDocument,
  passwords: ReadonlyMap<string, HashedPassword>,
): Promise<readonly DirectoryDifference[]> {
  const applying: Applying = { directory, change, actor, problems: [] };
  // Each list may name what stands in those before it.
  const differences = [
    ...(await applyAccounts(applying, accounts)),
    ...(await applyApplications(applying, applications)),
    ...(await applyRoles(applying, roles)),
    ...(await applyLinks(applying, links)),
    ...(await applyUsers(applying, users, passwords)),
  ];
  if (applying.problems.length > 0) throw inputError(applying.problems);
  return differences;
}

/** Hashes nothing: what a plan would write is withdrawn. */
const unhashed = (hasher: PasswordHasher): PasswordHasher => ({
  hash: async () => "withdrawn",
  sha1: (text) => hasher.sha1(text),
  importFlaw: (hash) => hasher.importFlaw(hash),
});

/** The first passwords of users who are not there yet, by e-mail address; before the change, as hashing takes long. */
async function initialPasswords(
  directory: Directory,
  { users = [] }: DirectoryDocument,
): Promise<ReadonlyMap<string, HashedPassword>> {
  const passwords = new Map<string, HashedPassword>();
  for (const spec of users) {
    const email = canonicalEmail(spec.email);
    const read = readNewPassword(directory, spec, email, "");
    if ("problems" in read || (await directory.store.findUserByEmail(email)) !== undefined) continue;
    const hashed = await hashNewPassword(directory.hasher, read.password);
    if (hashed !== undefined) passwords.set(email, hashed);
  }
  return passwords;
}
