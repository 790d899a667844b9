import type { CallFigures, GroupFigures, RequestStatistics, StatisticsGroup } from "@clavis/adapters";
import { Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { countOption } from "../../options.ts";
import { jsonText, table } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { type CallOptions, callsOf, withCallOptions } from "./filter.ts";
import { openRequests } from "./open-requests.ts";

interface StatsOptions extends CallOptions {
  readonly by: StatisticsGroup;
  readonly top: number;
}

/** What `--by` takes: all that the log can be counted by. */
const groups: Readonly<Record<StatisticsGroup, string>> = {
  code: "CODE",
  operation: "OPERATION",
  account: "ACCOUNT",
  credential: "CREDENTIAL",
  version: "KEY/VERSION",
  application: "APPLICATION",
  user: "USER",
  session: "SESSION",
  token: "TOKEN",
  scheme: "SCHEME",
  address: "ADDRESS",
  country: "COUNTRY",
  hour: "HOUR",
  status: "STATUS",
  method: "METHOD",
  environment: "ENVIRONMENT",
  note: "NOTE",
};

/** `clavis requests stats`: how many calls, how many refused, how long they took. */
export function statsCommand(context: Context): Command {
  return withCallOptions(new Command("stats"))
    .description("count calls; streams count when they have ended")
    .addOption(new Option("--by <field>", "group by").choices(Object.keys(groups)).default("code"))
    .option("--top <count>", "how many groups at the most", countOption("--top", 10_000), 20)
    .addHelpText("after", "\nExample:\n  clavis requests stats --note legacy --by user --since 30d\n")
    .action((options: StatsOptions) => stats(context, options));
}

async function stats(context: Context, options: StatsOptions): Promise<void> {
  const { terminal } = context;
  const { by, top } = options;
  const query = { ...callsOf(options, terminal.now()), by, top };
  const reader = await openRequests(context, options);
  const found = await reader.statistics(query);
  if (options.json === true) terminal.out(jsonText(statisticsJson(found)));
  else if (found.total.calls === 0) terminal.err("No calls.\n");
  else terminal.out(statisticsText(found, by));
  if (options.json !== true && found.gaps > 0)
    terminal.err(`In ${found.gaps === 1 ? "one place" : `${found.gaps} places`} records are missing.\n`);
}

function statisticsText({ total, groups: rows, others }: RequestStatistics, by: StatisticsGroup): string {
  const lines = rows.map((group) => [group.value ?? "-", ...cellsOf(group)]);
  const more = others === 0 ? "" : `${others} more, see --top.\n`;
  return `${table([groups[by], "CALLS", "REFUSED", "P50 MS", "P95 MS", "P99 MS", "LAST"], [...lines, ["(all)", ...cellsOf(total)]])}${more}`;
}

const cellsOf = (figures: CallFigures): string[] => [
  String(figures.calls),
  `${(refusedShare(figures) * 100).toFixed(1)} %`,
  ...[figures.p50, figures.p95, figures.p99].map((duration) => duration?.toFixed(1) ?? "-"),
  timeText(figures.last) ?? "-",
];

const refusedShare = ({ calls, refused }: CallFigures): number => (calls === 0 ? 0 : refused / calls);

const statisticsJson = ({ total, groups: rows, others, gaps }: RequestStatistics): Record<string, unknown> => ({
  total: figuresJson(total),
  groups: rows.map(({ value, ...figures }: GroupFigures) => ({ value: value ?? null, ...figuresJson(figures) })),
  others,
  gaps,
});

/** Figures as `--json` shows them: durations in milliseconds. */
const figuresJson = (figures: CallFigures): Record<string, unknown> => ({
  ...figures,
  refusedShare: refusedShare(figures),
  last: timeText(figures.last),
});
