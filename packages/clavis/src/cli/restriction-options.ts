import type { AnchorRule, Quota, Rate } from "@clavis/core";
import type { RestrictionHolder, RestrictionPatch, RestrictionSpec } from "@clavis/directory";
import type { Command } from "commander";
import { parseQuota, parseRate } from "../configuration/rate-text.ts";
import { CliError } from "./cli-error.ts";
import { countOption, listOption } from "./options.ts";
import { timeOf } from "./time-text.ts";

/** What narrows a key, an account, an application or a role. */
export interface RestrictionOptions {
  readonly ip?: readonly string[];
  readonly country?: readonly string[];
  readonly hours?: string;
  readonly anchor?: AnchorRule;
  readonly operation?: readonly string[];
  readonly rate?: Rate;
  readonly burst?: number;
  readonly quota?: Quota;
  /** Of keys only. */
  readonly uses?: number;
  readonly notBefore?: string;
  readonly expires?: string;
}

export interface LiftOption {
  readonly lift?: readonly string[];
}

const most = 1_000_000_000;

/** The options that narrow. */
export function withRestrictionOptions(command: Command, holder: RestrictionHolder): Command {
  command
    .option("--ip <networks>", "the networks that calls may come from, such as 203.0.113.0/24", listOption)
    .option("--country <codes>", "the countries that calls may come from, such as NL,BE", countriesOption)
    .option("--hours <hours>", 'when calls may come, such as "mon-fri 08:00-18:00 Europe/Brussels"')
    .option("--operation <ids>", "the only operations that may be called, by operationId", listOption)
    .option("--rate <rate>", "how often, such as 100/minute or 5/10s; 5/10s:shadow only counts", rateOption)
    .option("--burst <count>", "how many of the rate at once (default: all of them)", countOption("--burst", most))
    .option("--quota <quota>", "how often in a calendar day or month, such as 10000/month", quotaOption)
    .option(
      "--anchor <place>",
      "bind to where it is first used: address, network or country; :warn tells, :observe only notes what differs",
      anchorOption,
    );
  command.option("--expires <time>", "when it ends: 30d, 12h or 2027-01-31T00:00:00Z");
  // A key begins once, and of nothing else uses are counted.
  return holder === "key"
    ? command.option("--uses <count>", "how often in all", countOption("--uses", most))
    : withBeginOption(command);
}

export const withBeginOption = (command: Command): Command =>
  command.option("--not-before <time>", "when it begins to work");

/** Takes restrictions away again. */
export const withLiftOption = (command: Command, holder: RestrictionHolder): Command =>
  command.option("--lift <names>", `take away, of ${liftable(holder).join(", ")}; or all`, listOption);

/** Restrictions beside the times. CliError (usage) for a burst of no rate. */
export function restrictionsOf(options: RestrictionOptions): RestrictionSpec {
  const { ip, country, hours, anchor, operation, uses, rate, burst, quota } = options;
  if (burst !== undefined && rate === undefined)
    throw new CliError("--burst says how many of a rate come at once: give --rate too", "usage");
  return {
    ...(ip && { networks: ip }),
    ...(country && { countries: country }),
    ...(hours !== undefined && { hours }),
    ...(anchor && { anchor }),
    ...(operation && { operations: operation }),
    ...(uses !== undefined && { uses }),
    ...(rate && { rate: { ...rate, ...(burst !== undefined && { burst }) } }),
    ...(quota && { quota }),
  };
}

/** The times, in milliseconds since the epoch: members of a key, of anything else restrictions. */
export const windowOf = (
  { expires, notBefore }: RestrictionOptions,
  now: number,
): Pick<RestrictionSpec, "expiresAt" | "notBefore"> => ({
  ...(expires !== undefined && { expiresAt: timeOf(expires, "--expires", now) }),
  ...(notBefore !== undefined && { notBefore: timeOf(notBefore, "--not-before", now) }),
});

/** Restrictions with the times among them: of anything but a key. */
export const narrowingOf = (options: RestrictionOptions, now: number): RestrictionSpec => ({
  ...restrictionsOf(options),
  ...windowOf(options, now),
});

/** Members that `--lift` takes away: null each. CliError (usage) for a name that is no restriction of this holder. */
export function liftedBy({ lift = [] }: LiftOption, holder: RestrictionHolder): RestrictionPatch {
  const known = liftable(holder);
  const wrong = lift.find((name) => name !== "all" && !known.includes(name));
  if (wrong !== undefined) throw new CliError(`--lift: "${wrong}" is none of ${known.join(", ")} and all`, "usage");
  const names = lift.includes("all") ? known : lift;
  return Object.fromEntries(names.map((name) => [members.get(name), null]));
}

/** What an update changes of restrictions and times; undefined for nothing. */
export function patchOf(
  options: RestrictionOptions & LiftOption,
  holder: RestrictionHolder,
  now: number,
): RestrictionPatch | undefined {
  const patch = { ...liftedBy(options, holder), ...narrowingOf(options, now) };
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** What options call the members of restrictions. */
const members: ReadonlyMap<string, keyof RestrictionSpec> = new Map([
  ["ip", "networks"],
  ["country", "countries"],
  ["hours", "hours"],
  ["operation", "operations"],
  ["rate", "rate"],
  ["quota", "quota"],
  ["anchor", "anchor"],
  ["uses", "uses"],
  ["expires", "expiresAt"],
  ["not-before", "notBefore"],
]);

const liftable = (holder: RestrictionHolder): readonly string[] =>
  [...members.keys()].filter((name) => name !== (holder === "key" ? "not-before" : "uses"));

const countriesOption = (value: string, before?: readonly string[]): string[] =>
  listOption(value.toUpperCase(), before);

const shadowSuffix = ":shadow";

function rateOption(text: string): Rate {
  const rate = parseRate(withoutShadow(text));
  if (rate === undefined) throw new CliError(`--rate: "${text}" is not a rate such as 100/minute or 5/10s`, "usage");
  return text.endsWith(shadowSuffix) ? { ...rate, shadow: true } : rate;
}

function quotaOption(text: string): Quota {
  const quota = parseQuota(withoutShadow(text));
  if (quota === undefined)
    throw new CliError(`--quota: "${text}" is not a quota such as 1000/day or 10000/month`, "usage");
  return text.endsWith(shadowSuffix) ? { ...quota, shadow: true } : quota;
}

const withoutShadow = (text: string): string =>
  text.endsWith(shadowSuffix) ? text.slice(0, -shadowSuffix.length) : text;

function anchorOption(text: string): AnchorRule {
  const parts = /^(address|network|country)(?::(observe|warn|enforce))?$/.exec(text);
  if (parts === null)
    throw new CliError(
      `--anchor: "${text}" is not an anchor such as address, network:warn or country:observe`,
      "usage",
    );
  const [, to, mode = "enforce"] = parts;
  return { to, mode } as AnchorRule;
}
