import { Command } from "commander";
import type { Context } from "../../context.ts";
import { exportCommand } from "./export.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";
import { statsCommand } from "./stats.ts";
import { tailCommand } from "./tail.ts";

/** `clavis requests …`: what was called, by whom, and what became of it. */
export function requestsCommand(context: Context): Command {
  const requests = new Command("requests").description("read the request log");
  for (const command of [
    listCommand(context),
    tailCommand(context),
    showCommand(context),
    exportCommand(context),
    statsCommand(context),
  ])
    requests.addCommand(command);
  return requests;
}
