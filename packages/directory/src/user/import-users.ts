import type { Directory, Operator } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { type HashedPassword, hashNewPassword, readNewPassword } from "../password/new-password.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { withdrawnChange } from "../store/withdrawn-change.ts";
import { type NewUser, newUser } from "./create-user.ts";
import { canonicalEmail } from "./email.ts";
import { mainAccountProblems, membershipProblems, userProblems } from "./user-rules.ts";
import { insertUser } from "./write-user.ts";

/** One user of an import. */
export interface ImportedUser {
  /** Where they stand, for messages: `line 3`. */
  readonly place: string;
  readonly user: NewUser;
}

/** What becomes of users whose address exists already: a problem, or left as they are, as where an import is resumed. */
export type KnownUsers = "refuse" | "skip";

/** An import in which nothing is wrong. */
export interface CheckedImport {
  /** In the order of the import. */
  readonly users: readonly ImportedUser[];
  /** How many were left out, as they are there already. */
  readonly skipped: number;
}

/** So many users are looked at, or written, in one change. */
const pageSize = 500;
/** Hashed at once: what the hasher runs without anyone waiting. */
const hashedAtOnce = 2;

/**
 * Looks through a whole import before any of it is written. DirectoryError `validation_failed` with every problem, each
 * with its place.
 */
export async function checkImport(
  directory: Directory,
  users: readonly ImportedUser[],
  known: KnownUsers,
): Promise<CheckedImport> {
  const problems: ProblemMember[] = [...twice(users)];
  const fresh: ImportedUser[] = [];
  for (const page of pagesOf(users))
    await withdrawnChange(directory.store, async (change) => {
      for (const each of page) {
        const isKnown = (await change.findUserByEmail(canonicalEmail(each.user.email))) !== undefined;
        if (!isKnown) fresh.push(each);
        else if (known === "refuse") problems.push(taken(each));
        problems.push(...(await importProblems(directory, change, each)));
      }
    });
  if (problems.length > 0) throw inputError(problems);
  return { users: fresh, skipped: users.length - fresh.length };
}

const taken = ({ place, user }: ImportedUser): ProblemMember => ({
  member: `${place} email`,
  detail: `there is a user "${canonicalEmail(user.email)}" already`,
});

/** Everything wrong with one user of an import, whether they exist or not. */
async function importProblems(
  directory: Directory,
  change: DirectoryChange,
  { place, user }: ImportedUser,
): Promise<readonly ProblemMember[]> {
  const path = `${place} `;
  const read = readNewPassword(directory, user, canonicalEmail(user.email), path);
  const { memberships, mainAccount } = newUser(directory, user);
  const { problems } = await membershipProblems(change, user.memberships ?? {}, path);
  const main = await mainAccountProblems(change, memberships, mainAccount, path);
  return [
    ...userProblems(directory.settings, user, path),
    ...("problems" in read ? read.problems : []),
    ...problems,
    ...main,
  ];
}

/**
 * Writes an import, 500 users in one change after another and in its order: where it stops, what was reported as written
 * is there, whole, and nothing of the others. The same import with known users skipped goes on from there. Digests are
 * hashed meanwhile, which takes about a second for fifty. `onWritten` is told how many are written so far.
 *
 * DirectoryError as `createUser`, where the directory has changed since the import was checked.
 */
export async function importUsers(
  directory: Directory,
  actor: Operator,
  { users }: CheckedImport,
  onWritten: (count: number) => void,
): Promise<void> {
  let written = 0;
  for (const page of pagesOf(users)) {
    const passwords = await hashedPasswords(directory, page);
    await directory.store.change(async (change) => {
      for (const [at, { user }] of page.entries()) {
        const password = passwords[at];
        await insertUser(directory, change, actor, newUser(directory, user, password), password?.hash);
      }
    });
    written += page.length;
    onWritten(written);
  }
}

async function hashedPasswords(
  directory: Directory,
  page: readonly ImportedUser[],
): Promise<readonly (HashedPassword | undefined)[]> {
  const passwords: (HashedPassword | undefined)[] = [];
  for (let at = 0; at < page.length; at += hashedAtOnce)
    passwords.push(
      ...(await Promise.all(page.slice(at, at + hashedAtOnce).map((each) => hashedPassword(directory, each)))),
    );
  return passwords;
}

async function hashedPassword(
  directory: Directory,
  { user, place }: ImportedUser,
): Promise<HashedPassword | undefined> {
  const read = readNewPassword(directory, user, canonicalEmail(user.email), `${place} `);
  if ("problems" in read) throw inputError(read.problems);
  return await hashNewPassword(directory.hasher, read.password);
}

function twice(users: readonly ImportedUser[]): readonly ProblemMember[] {
  const places = new Map<string, string>();
  return users.flatMap(({ place, user }) => {
    const email = canonicalEmail(user.email);
    const first = places.get(email);
    if (first === undefined) places.set(email, place);
    return first === undefined ? [] : [{ member: `${place} email`, detail: `"${email}" stands in ${first} already` }];
  });
}

function* pagesOf<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += pageSize) yield items.slice(at, at + pageSize);
}
