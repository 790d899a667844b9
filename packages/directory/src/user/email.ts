import type { ProblemMember } from "../directory-error.ts";
import { textProblems } from "../text/plain-text.ts";

const maxLength = 254;
/** One @ with something on both sides. More can only be known by sending to it. */
const form = /^[^\s@]+@[^\s@]+$/u;

/** The one spelling of an e-mail address, by which users are told apart: trimmed, NFC, lower-case. */
export const canonicalEmail = (text: string): string => text.trim().normalize("NFC").toLowerCase();

/** What is wrong with an e-mail address in its one spelling. */
export function emailProblems(member: string, email: string): readonly ProblemMember[] {
  const problems = textProblems(member, email, maxLength);
  if (problems.length > 0 || form.test(email)) return problems;
  return [{ member, detail: "is not an e-mail address" }];
}
