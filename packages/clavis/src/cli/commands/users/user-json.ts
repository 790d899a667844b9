import type { User } from "@clavis/directory";
import { timeText } from "../../time-text.ts";

/** What may be known of a user's password, in one word. */
export function passwordText({ password: { version, bootstrap } }: User): "none" | "set" | "bootstrap" {
  if (version === 0) return "none";
  return bootstrap ? "bootstrap" : "set";
}

/** Memberships on one line: `CKLANT001=full,reader CKLANT002=full`. */
export const membershipsText = ({ memberships }: User): string =>
  memberships.map(({ account, roles }) => `${account}=${roles.join(",")}`).join(" ");

/** A user as `--json` shows them: never a password or its hash. */
export const userJson = (user: User): Record<string, unknown> => ({
  id: user.id,
  email: user.email,
  name: user.name,
  kind: user.kind,
  externalId: user.externalId,
  attributes: user.attributes,
  mainAccount: user.mainAccount,
  enabled: user.enabled,
  memberships: Object.fromEntries(user.memberships.map(({ account, roles }) => [account, roles])),
  password: passwordText(user),
  passwordFormat: user.password.form,
  createdAt: timeText(user.createdAt),
});
