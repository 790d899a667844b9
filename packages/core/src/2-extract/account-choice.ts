import type { Facts } from "../1-facts/facts.ts";
import { headerValues } from "../kernel/header.ts";
import type { AccountForm } from "../kernel/policy.ts";
import type { AccountChoice } from "./presented.ts";

/** True for a whole account number of this form. */
export function isAccountNumber({ prefix, characters, length }: AccountForm, text: string): boolean {
  return text.startsWith(prefix) && new RegExp(`^[${characters}]{${length}}$`).test(text.slice(prefix.length));
}

const absent: AccountChoice = { kind: "absent" };

/** Reads X-AccountId (DESIGN 5.2). Whether the account exists is not asked here. */
export function accountChoice(facts: Facts, form: AccountForm): AccountChoice {
  const values = headerValues(facts.headers, "x-accountid");
  const [value] = values;
  if (value === undefined) return absent;
  if (values.length > 1) return { kind: "invalid", detail: "The X-AccountId header occurs more than once." };
  if (value.trim() === "") return { kind: "invalid", detail: "The X-AccountId header is empty." };
  return isAccountNumber(form, value)
    ? { kind: "named", number: value }
    : { kind: "invalid", detail: "The X-AccountId header is not an account number." };
}
