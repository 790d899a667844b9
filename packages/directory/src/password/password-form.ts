import type { PasswordHasher } from "./password-hasher.ts";
import { canonicalPassword } from "./password-rules.ts";

/**
 * What a stored hash is of (SECURITY LEG-01, LEG-02).
 *
 * - `plain`: of the password.
 * - `sha1`: of its SHA-1 behind a domain, for clients that send no more than that.
 * - `sha1-then-plain`: as `sha1`, until the password itself is presented for the next time; it is then hashed as `plain`.
 */
export type PasswordForm = "plain" | "sha1" | "sha1-then-plain";

/** What a hash is made of. No password's text begins so by chance, and a stored hash is read by its form alone. */
const domain = "clavis:sha1:";
const digestForm = /^[0-9A-Fa-f]{40}$/;

/** A SHA-1 digest as people send it: 40 hexadecimal characters in either case. Undefined for anything else. */
export const readSha1 = (text: string): string | undefined => (digestForm.test(text) ? text.toLowerCase() : undefined);

/** What is hashed of a password of which there is no more than its SHA-1 in lower-case hex. */
export const sha1Text = (digest: string): string => domain + digest;

/** What is hashed of a password to be kept in this form. */
export function hashedText(hasher: Pick<PasswordHasher, "sha1">, password: string, form: PasswordForm): string {
  const text = canonicalPassword(password);
  switch (form) {
    case "plain":
      return text;
    case "sha1":
    case "sha1-then-plain":
      return sha1Text(hasher.sha1(text));
    default:
      throw new TypeError(`no form of a password: ${form satisfies never}`);
  }
}

/** The form of a user's next password: whoever is to leave the old one does so with it. */
export const nextForm = (form: PasswordForm): PasswordForm => (form === "sha1" ? "sha1" : "plain");
