import { getSession, getUser, listSessions, type ShownSession } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { showRows } from "../../show-rows.ts";
import { facts, jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { sessionJson } from "./session-json.ts";

interface ListOptions extends DataOptions {
  readonly user?: string;
  readonly environment?: string;
  readonly all?: boolean;
  readonly limit: number;
}

export function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list open sessions, oldest first; one in use may be shown with a use that is a minute old")
    .option("--user <user>", "only those of this user, by id or e-mail address")
    .option("--environment <name>", "only those of this environment")
    .option("--all", "those that ended or expired within a day, too")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: ListOptions) => list(context, options));
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const { user, environment, all, limit } = options;
  await context.withDirectory(options, async ({ directory, withSessions }) => {
    const filter = {
      limit,
      ...(user !== undefined && { user: (await getUser(directory, user)).id }),
      ...(environment !== undefined && { environment }),
      ...(all !== true && { status: "open" as const }),
    };
    showList(context, options, await withSessions(({ sessions }) => listSessions(sessions, filter)));
  });
}

function showList({ terminal }: Context, options: DataOptions, sessions: readonly ShownSession[]): void {
  showRows(terminal, options, sessions, {
    json: sessionJson,
    none: "No sessions.",
    headings: ["ID", "ENVIRONMENT", "STATUS", "USER", "APPLICATION", "LAST USED", "FROM", "UNTIL"],
    cells: (each) => [
      each.id,
      each.environment,
      each.status,
      each.user,
      each.application ?? "",
      timeText(each.usedAt) ?? "",
      each.usedFrom ?? "",
      timeText(each.end?.time ?? each.idleEndsAt) ?? "",
    ],
  });
}

export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<id>", "the session's id, ses_…"))
    .description("show one session")
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ withSessions }) => {
        const session = await withSessions(({ sessions }) => getSession(sessions, id));
        context.terminal.out(options.json === true ? jsonText(sessionJson(session)) : factsOf(session));
      }),
    );
}

const factsOf = (session: ShownSession): string =>
  facts([
    ["id", session.id],
    ["environment", session.environment],
    ["status", session.status],
    ["user", session.user],
    ["application", session.application],
    ["opened", placeText(session.openedAt, session.openedFrom)],
    ["last used", placeText(session.usedAt, session.usedFrom)],
    ["ends unused", timeText(session.idleEndsAt)],
    ["ends", timeText(session.endsAt)],
    ["ended", session.end && `${timeText(session.end.time)} (${session.end.reason})`],
  ]);

const placeText = (time: number, address: string | undefined): string =>
  `${timeText(time)} from ${address ?? "an unknown address"}`;
