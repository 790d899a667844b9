import type { ProblemMember } from "../directory-error.ts";

/** What a new password must be, from the configuration. */
export interface PasswordRules {
  /** Code points; never below 8. */
  readonly minLength: number;
  /** Passwords that many people use, lower-case. */
  readonly blocked: ReadonlySet<string>;
  /** Words that anyone would try here, such as the product's name. */
  readonly words: readonly string[];
}

const maxLength = 1024;
const shortestWord = 3;
/** How much a password must hold besides a word that anyone would try. */
const leastBesides = 6;

/** A password in the one form in which it is hashed and verified: NFC. Case and blanks count. */
export const canonicalPassword = (password: string): string => password.normalize("NFC");

/**
 * What is wrong with a new password of the user with this e-mail address; the details never repeat it. Length counts
 * code points. No kinds of characters are demanded (SECURITY AUT-03).
 */
export function passwordProblems(
  { minLength, blocked, words }: PasswordRules,
  member: string,
  password: string,
  email: string,
): readonly ProblemMember[] {
  const text = canonicalPassword(password);
  const length = [...text].length;
  if (!text.isWellFormed()) return [{ member, detail: "holds a broken character" }];
  if (length < minLength) return [{ member, detail: `must have at least ${minLength} characters` }];
  if (length > maxLength) return [{ member, detail: `must have at most ${maxLength} characters` }];
  const plain = text.toLowerCase();
  if (isBlocked(blocked, plain))
    return [{ member, detail: "is among the passwords that are tried first: it is too common" }];
  const word = [...words, ...wordsOf(email)].find((each) => isLittleMore(plain, each));
  if (word === undefined) return [];
  return [{ member, detail: `is little more than "${word}", which anyone would try` }];
}

/** Common by itself, or with no more than digits and signs behind it. */
const isBlocked = (blocked: ReadonlySet<string>, plain: string): boolean =>
  blocked.has(plain) || blocked.has(plain.replace(/[^\p{L}]+$/u, ""));

/** The address, what stands before its @, and the labels of both sides. */
function wordsOf(email: string): readonly string[] {
  const [local = "", domain = ""] = email.split("@");
  return [email, local, domain, ...email.split(/[^\p{L}\p{N}]+/u)];
}

function isLittleMore(plain: string, word: string): boolean {
  const wanted = word.toLowerCase();
  if (wanted.length < shortestWord || !plain.includes(wanted)) return false;
  return [...plain.replaceAll(wanted, "")].length < leastBesides;
}
