import { type Explanation, explain, printable, recordedCall, type SupposedCall } from "@clavis/core";
import { getUser } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Context } from "../context.ts";
import type { OfflineRules } from "../offline-rules.ts";
import { placeText } from "../options.ts";
import { jsonText } from "../table.ts";
import { timeOf } from "../time-text.ts";

interface ExplainOptions {
  readonly method: string;
  readonly path?: string;
  readonly key?: string;
  readonly user?: string;
  readonly account?: string;
  readonly address?: string;
  readonly time?: string;
  readonly host?: string;
  readonly application?: string;
  readonly scheme?: string;
  readonly config: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** What a call was explained by: what the rules say now, and what was decided then where it is a past one. */
interface Explained {
  readonly call: SupposedCall;
  readonly now: Explanation & { readonly effect: string };
  readonly before?: Before;
}

interface Before {
  readonly effect: string;
  readonly code: string | undefined;
  readonly rule: string | undefined;
  /** What came in place of the key or password that is judged now. */
  readonly by: "token" | "session" | undefined;
}

/** `clavis explain`: the eight checks of a call that nobody has to make, or of one that somebody made. */
export function explainCommand(context: Context): Command {
  return new Command("explain")
    .argument("[id]", "a past call, by its request id")
    .description("say what the rules say of a call, check by check")
    .option("--method <method>", "the method", "GET")
    .option("--path <path>", "the path, with the query if it matters")
    .option("--key <id>", "the API key that calls, by its id")
    .option("--user <email>", "the user who calls")
    .option("--application <id>", "the application whose key stands in the call")
    .option("--scheme <name>", "the security scheme by which the key or user comes, such as that of sessions")
    .option("--account <number>", "the account named with X-AccountId")
    .option("--address <ip>", "where the call comes from")
    .option("--time <time>", "when (default: now)")
    .option("--host <host>", "the Host header (default: one of the primary environment)")
    .option("--config <file>", "the configuration whose rules count", "clavis.yaml")
    .option("--data <folder>", "the data directory (default: the one that the configuration names)")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  clavis explain --path /api/v1/invoices --key key_...\n  clavis explain 01a20058-4572-75cb-a026-27094b229653\n",
    )
    .action(async (id: string | undefined, options: ExplainOptions) => {
      const { withRules } = await import("../offline-rules.ts");
      await withRules(context.terminal, options, async (rules) => {
        const explained = id === undefined ? await supposed(context, rules, options) : await past(rules, id);
        show(context, options, explained);
      });
    });
}

async function supposed({ terminal }: Context, rules: OfflineRules, options: ExplainOptions): Promise<Explained> {
  const { method, path, account, address, host = rules.defaultHost } = options;
  if (path === undefined) throw new CliError("name the call: --path /api/v1/... or a request id", "usage");
  const now = terminal.now();
  const time = options.time === undefined ? now : timeOf(options.time, "--time", now);
  const caller = await callerOf(rules, options);
  const application = applicationOf(options);
  return judged(rules, { method, target: path, host, address, time, caller, application, account });
}

const applicationOf = ({ application: id }: ExplainOptions): SupposedCall["application"] =>
  id === undefined ? undefined : { id, presented: true, key: undefined };

async function callerOf(
  { directory }: OfflineRules,
  { key, user, scheme }: ExplainOptions,
): Promise<SupposedCall["caller"]> {
  if (key !== undefined && user !== undefined) throw new CliError("name a key or a user, not both", "usage");
  if (key !== undefined) return { kind: "key", id: key, scheme };
  if (user === undefined) return undefined;
  const { id } = await getUser({ store: directory.store }, user);
  return { kind: "user", id, scheme };
}

async function past(rules: OfflineRules, id: string): Promise<Explained> {
  const entry = await rules.requests.get(id);
  if (entry === undefined) throw new CliError(`no call "${id}" is recorded`);
  const { record } = entry;
  const { effect, code, rule, token, session } = record;
  const by = token !== undefined ? "token" : session !== undefined ? "session" : undefined;
  return { ...judged(rules, recordedCall(record)), before: { effect, code, rule, by } };
}

function judged({ pipeline }: OfflineRules, call: SupposedCall): Explained {
  const judgement = pipeline.suppose(call);
  if (judgement === undefined) throw new CliError(`there is no ${call.caller?.kind ?? "caller"} "${call.caller?.id}"`);
  return { call, now: { ...explain(judgement), effect: judgement.decision.effect } };
}

function show({ terminal }: Context, options: ExplainOptions, { call, now, before }: Explained): void {
  if (options.json === true) {
    const { method, target, host, address, time, account } = call;
    const asked = { method, target, host, address, time: new Date(time).toISOString(), account };
    terminal.out(jsonText({ call: asked, before, now }));
    return;
  }
  if (before !== undefined) {
    const why = before.code === undefined ? "" : ` with ${before.code} (${before.rule ?? "-"})`;
    terminal.out(`Then: ${before.effect}${why}. What the rules say now${insteadText(before)}:\n`);
  }
  terminal.out(`${printable(now.sentence)}\n\n`);
  for (const { check, outcome, sentence, rule, values } of now.checks) {
    const mark = outcome === "passed" ? "ok" : outcome === "failed" ? "NO" : "--";
    terminal.out(`  ${mark}  ${check.padEnd(10)}  ${printable(sentence)}\n`);
    if (outcome === "failed") terminal.out(`${" ".repeat(18)}${printable(`${rule}: ${JSON.stringify(values)}`)}\n`);
  }
  if (now.effect === "allow")
    terminal.err("\nWhat is left of rates, quotas and uses is not looked at: it is counted as calls are made.\n");
  if (now.effect === "refuse" && call.caller?.kind === "key")
    terminal.err(`\nNext: clavis keys show ${call.caller.id}${placeText(options)}\n`);
}

const insteadText = ({ by }: Before): string =>
  by === undefined ? "" : ` of whom it stood for, without what the ${by} itself allowed`;
