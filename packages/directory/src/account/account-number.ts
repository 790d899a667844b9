import type { AccountForm } from "@clavis/core";

const digits = "0123456789";
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = "abcdefghijklmnopqrstuvwxyz";

const alphabets: Readonly<Record<AccountForm["characters"], string>> = {
  "A-Z0-9": upper + digits,
  "a-z0-9": lower + digits,
  "A-Za-z0-9": upper + lower + digits,
  "0-9": digits,
};

/** An account number at random, without bias. It may be taken already. */
export function generateAccountNumber(form: AccountForm, randomBytes: (count: number) => Uint8Array): string {
  const alphabet = alphabets[form.characters];
  const fair = 256 - (256 % alphabet.length);
  let body = "";
  while (body.length < form.length) {
    for (const byte of randomBytes(2 * form.length))
      if (byte < fair && body.length < form.length) body += alphabet[byte % alphabet.length];
  }
  return form.prefix + body;
}

/** The form in words, for messages. */
export const describeForm = (form: AccountForm): string =>
  `"${form.prefix}" and ${form.length} characters ${form.characters}`;
