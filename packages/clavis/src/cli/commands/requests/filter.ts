import type { RequestFilter, TimeSpan } from "@clavis/adapters";
import { isCode, parseAddress } from "@clavis/core";
import { type Command, Option } from "commander";
import { CliError } from "../../cli-error.ts";
import type { DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { pastTimeOf } from "../../time-text.ts";

/** Filters that are taken as they are. */
const textFilters = [
  "credential",
  "account",
  "user",
  "application",
  "session",
  "token",
  "operation",
  "environment",
  "note",
] as const;

export interface FilterOptions extends DataOptions, Readonly<Partial<Record<(typeof textFilters)[number], string>>> {
  readonly keyVersion?: number;
  readonly code?: string;
  readonly method?: string;
  readonly status?: string;
  readonly address?: string;
  readonly country?: string;
  readonly refused?: boolean;
  readonly listener: string;
}

interface TimeOptions {
  readonly since?: string;
  readonly until?: string;
  /** As `since` and `until`, which these options were called first. */
  readonly from?: string;
  readonly to?: string;
}

/** What chooses among the records of a time. */
export interface CallOptions extends FilterOptions, TimeOptions {}

/** The options that choose among records. */
export const withFilterOptions = (command: Command): Command =>
  withDataOptions(command)
    .option("--credential <id>", "only calls with this key")
    .option("--key-version <number>", "only calls with this version of the key's secret", versionOption)
    .option("--account <number>", "only calls in this account")
    .option("--user <id>", "only calls by this user")
    .option("--application <id>", "only calls through this application")
    .option("--session <id>", "only calls of this session")
    .option("--token <id>", "only calls with this token, by its id: tok_…, or ext_… of another issuer's")
    .option("--status <status>", "only answers with this status, 404 or 4xx")
    .option("--code <code>", "only refusals with this code")
    .option("--operation <id>", "only calls of this operation")
    .option("--method <method>", "only calls with this method")
    .option("--environment <name>", "only calls in this environment")
    .option("--address <ip>", "only calls from this address")
    .option("--country <code>", "only calls from this country, such as BE")
    .option(
      "--note <note>",
      "only calls about which this was noticed: legacy:sha1-login, or legacy for all of its kind",
    )
    .option("--refused", "only refused calls")
    .option("--listener <name>", "public, private, authz (health checks, decisions asked for) or all", "public");

/** The options that choose among the records of a time. */
export const withCallOptions = (command: Command): Command =>
  withFilterOptions(command)
    .option("--since <time>", "recorded at this time or later: 2027-01-31T08:00:00Z, or 2h for two hours ago")
    .option("--until <time>", "recorded before this time")
    .addOption(new Option("--from <time>").conflicts("since").hideHelp())
    .addOption(new Option("--to <time>").conflicts("until").hideHelp());

export function filterOf(options: FilterOptions): RequestFilter {
  const texts = textFilters.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
  const { keyVersion, code, method, status, address, country } = options;
  return {
    ...Object.fromEntries(texts),
    ...(keyVersion !== undefined && { credentialVersion: keyVersion }),
    ...(code !== undefined && { code: codeOf(code) }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(status !== undefined && { status: statusOf(status) }),
    ...(address !== undefined && { address: addressOf(address) }),
    ...(country !== undefined && { country: countryOf(country) }),
    ...(options.refused === true && { effect: "refuse" as const }),
    ...listenerOf(options.listener),
  };
}

/** `now` is what durations count back from. */
export const callsOf = (options: CallOptions, now: number): RequestFilter & TimeSpan => ({
  ...filterOf(options),
  ...timesOf(options, now),
});

function timesOf(options: TimeOptions, now: number): TimeSpan {
  const from = timeIn("--since", options.since, now) ?? timeIn("--from", options.from, now);
  const to = timeIn("--until", options.until, now) ?? timeIn("--to", options.to, now);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

const timeIn = (option: string, text: string | undefined, now: number): number | undefined =>
  text === undefined ? undefined : pastTimeOf(text, option, now);

function versionOption(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new CliError(`--key-version: "${text}" is not a whole number from 1 on`, "usage");
}

function listenerOf(name: string): Pick<RequestFilter, "listener"> {
  if (name === "all") return {};
  if (name === "public" || name === "private" || name === "authz") return { listener: name };
  throw new CliError(`--listener: "${name}" is none of public, private, authz and all`, "usage");
}

function statusOf(text: string): NonNullable<RequestFilter["status"]> {
  if (/^[1-5]xx$/.test(text)) return text as `${1 | 2 | 3 | 4 | 5}xx`;
  if (/^[1-5][0-9]{2}$/.test(text)) return Number(text);
  throw new CliError(`--status: "${text}" is neither a status such as 404 nor a class such as 4xx`, "usage");
}

function codeOf(text: string): string {
  if (isCode(text)) return text;
  throw new CliError(`--code: "${text}" is no error code: docs/reference/errors.md has them all`, "usage");
}

/** In the form in which records have it. */
function addressOf(text: string): string {
  const address = parseAddress(text);
  if (address !== undefined) return address.text;
  throw new CliError(`--address: "${text}" is not an IP address`, "usage");
}

function countryOf(text: string): string {
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase();
  throw new CliError(`--country: "${text}" is not a country of two letters, such as BE`, "usage");
}
