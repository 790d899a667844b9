import { type AuditEntry, listAudit } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../context.ts";
import { countOption, withDataOptions } from "../options.ts";
import { jsonText, table } from "../table.ts";
import { timeText } from "../time-text.ts";

interface ListOptions extends DataOptions {
  readonly object?: string;
  readonly after?: number;
  readonly limit: number;
}

/** `clavis audit …`: every change, by whom and when. */
export function auditCommand(context: Context): Command {
  return new Command("audit").description("read the audit log").addCommand(listCommand(context));
}

function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list changes in their order: the last ones, or those after a revision")
    .option("--object <id>", "only changes of this account, application, key, user, role, link or environment")
    .option("--after <revision>", "those after this revision", countOption("--after", 999_999_999))
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 50)
    .action((options: ListOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const { object, limit } = options;
        // Of one object there are few entries, so its list starts at the first one.
        const last = object === undefined ? (await directory.store.revision()) - limit : 0;
        const after = options.after ?? Math.max(0, last);
        show(
          context,
          options,
          await listAudit(directory, { after, limit, ...(object !== undefined && { objectId: object }) }),
        );
      }),
    );
}

function show({ terminal }: Context, { json }: DataOptions, entries: readonly AuditEntry[]): void {
  if (json === true) {
    terminal.out(jsonText(entries.map(entryJson)));
    return;
  }
  if (entries.length === 0) {
    terminal.err("No changes.\n");
    return;
  }
  const rows = entries.map(({ revision, time, actor, action, objectId, detail }) => [
    String(revision),
    timeText(time) ?? "",
    actor,
    action,
    objectId,
    JSON.stringify(detail),
  ]);
  terminal.out(table(["REVISION", "TIME", "ACTOR", "ACTION", "OBJECT", "DETAIL"], rows));
}

/** An entry as `--json` shows it; salt and digest let others check it. */
const entryJson = ({ time, salt, digest, ...entry }: AuditEntry): Record<string, unknown> => ({
  ...entry,
  time: timeText(time),
  salt: Buffer.from(salt).toString("hex"),
  digest: Buffer.from(digest).toString("hex"),
});
