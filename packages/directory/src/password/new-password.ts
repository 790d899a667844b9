import type { Directory } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { hashedText, type PasswordForm, readSha1, sha1Text } from "./password-form.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { passwordProblems } from "./password-rules.ts";

/** How a new user's password is given: by one of three members, or not at all. */
export interface PasswordMembers {
  /** The password. The rules for passwords hold for it. */
  readonly initialPassword?: string;
  /** The form in which passwords are kept: of `initialPassword`, or of the one that the user chooses later. */
  readonly passwordFormat?: "plain" | "sha1";
  /** Its SHA-1, 40 hexadecimal characters. No rule can be checked by it: it is exempt (SECURITY AUT-01). */
  readonly passwordSha1?: string;
  /** A hash made elsewhere, exempt too: what `PasswordHasher.importFlaw` finds nothing wrong with. */
  readonly passwordHash?: string;
}

/** The same, read. */
export type NewPassword =
  | { readonly kind: "none"; readonly form: "plain" | "sha1" }
  | { readonly kind: "password"; readonly password: string; readonly form: "plain" | "sha1" }
  /** In lower case. */
  | { readonly kind: "sha1"; readonly digest: string }
  | { readonly kind: "hash"; readonly hash: string };

/** A password as it is to be stored. */
export interface HashedPassword {
  readonly hash: string;
  readonly form: PasswordForm;
}

const sources = ["initialPassword", "passwordSha1", "passwordHash"] as const;

/** Reads the members, or gives everything wrong with them. `path` goes before each member's name. */
export function readNewPassword(
  directory: Pick<Directory, "settings" | "hasher">,
  members: PasswordMembers,
  email: string,
  path: string,
): { readonly password: NewPassword } | { readonly problems: readonly ProblemMember[] } {
  const given = sources.filter((name) => members[name] !== undefined);
  const [source] = given;
  if (given.length > 1)
    return flawOf(`${path}${given[1]}`, `a password is given once: leave out all but one of ${given.join(", ")}`);
  const { passwordFormat: form = "plain", initialPassword, passwordSha1, passwordHash } = members;
  if (initialPassword !== undefined) {
    const member = `${path}initialPassword`;
    const problems = passwordProblems(directory.settings.passwords, member, initialPassword, email);
    return problems.length > 0 ? { problems } : { password: { kind: "password", password: initialPassword, form } };
  }
  const formFlaw = formProblem(source, members.passwordFormat);
  if (formFlaw !== undefined) return flawOf(`${path}passwordFormat`, formFlaw);
  if (passwordSha1 !== undefined) return readDigest(passwordSha1, path);
  if (passwordHash !== undefined) return readHash(directory.hasher, passwordHash, path);
  return { password: { kind: "none", form } };
}

function formProblem(source: string | undefined, form: PasswordMembers["passwordFormat"]): string | undefined {
  if (source === "passwordSha1" && form === "plain")
    return "of a password of which only the SHA-1 is known, only sha1 can be kept";
  if (source === "passwordHash" && form === "sha1") return "a passwordHash is of the password itself: leave this out";
  return undefined;
}

function readDigest(text: string, path: string): ReturnType<typeof readNewPassword> {
  const digest = readSha1(text);
  if (digest === undefined) return flawOf(`${path}passwordSha1`, "must be the 40 hexadecimal characters of a SHA-1");
  return { password: { kind: "sha1", digest } };
}

function readHash(hasher: PasswordHasher, hash: string, path: string): ReturnType<typeof readNewPassword> {
  const flaw = hasher.importFlaw(hash);
  return flaw === undefined ? { password: { kind: "hash", hash } } : flawOf(`${path}passwordHash`, flaw);
}

const flawOf = (member: string, detail: string) => ({ problems: [{ member, detail }] });

/** A new password as it is to be stored; undefined where there is none yet. Slow: never called inside a change. */
export async function hashNewPassword(
  hasher: PasswordHasher,
  password: NewPassword,
): Promise<HashedPassword | undefined> {
  switch (password.kind) {
    case "none":
      return undefined;
    case "password": {
      const { form } = password;
      return { hash: await hasher.hash(hashedText(hasher, password.password, form)), form };
    }
    case "sha1":
      return { hash: await hasher.hash(sha1Text(password.digest)), form: "sha1" };
    case "hash":
      return { hash: password.hash, form: "plain" };
    default:
      throw new TypeError(`no kind of a new password: ${password satisfies never}`);
  }
}
