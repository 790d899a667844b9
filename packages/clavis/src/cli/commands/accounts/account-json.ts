import type { Account } from "@clavis/directory";
import { restrictionsJson } from "../../restriction-text.ts";
import { timeText } from "../../time-text.ts";

/** An account as `--json` shows it; its number is its id. */
export const accountJson = (account: Account): Record<string, unknown> => ({
  id: account.number,
  number: account.number,
  name: account.name,
  enabled: account.enabled,
  rights: account.rights,
  restrictions: restrictionsJson(account.restrictions),
  zone: account.zone,
  createdAt: timeText(account.createdAt),
});

export const statusOf = ({ enabled }: Pick<Account, "enabled">): string => (enabled ? "enabled" : "disabled");
