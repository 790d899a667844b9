import { Command } from "commander";
import type { Context } from "../../context.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";
import { tailCommand } from "./tail.ts";

/** `clavis requests …`: what was called, by whom, and what became of it. */
export function requestsCommand(context: Context): Command {
  const requests = new Command("requests").description("read the request log");
  for (const command of [listCommand(context), tailCommand(context), showCommand(context)])
    requests.addCommand(command);
  return requests;
}
