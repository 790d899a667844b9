import { Command } from "commander";
import type { Context } from "../../context.ts";
import { endCommand } from "./end.ts";
import { signingKeysCommand } from "./keys.ts";
import { revokeCommand } from "./revoke.ts";

/** `clavis tokens …`: ending tokens, and what signs them. Tokens themselves are made by the API's own operations. */
export function tokensCommand(context: Context): Command {
  const tokens = new Command("tokens").description("end tokens, one or many, and replace the keys that sign them");
  for (const command of [revokeCommand(context), endCommand(context), signingKeysCommand(context)])
    tokens.addCommand(command);
  return tokens;
}
