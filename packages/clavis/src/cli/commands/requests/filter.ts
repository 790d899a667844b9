import type { RequestFilter } from "@clavis/adapters";
import type { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { DataOptions } from "../../context.ts";
import { withDataOptions } from "../../options.ts";

export interface FilterOptions extends DataOptions {
  readonly credential?: string;
  readonly account?: string;
  readonly status?: string;
  readonly code?: string;
  readonly operation?: string;
  readonly method?: string;
  readonly environment?: string;
  readonly address?: string;
  readonly refused?: boolean;
  readonly listener: string;
}

/** The options that choose among records. */
export const withFilterOptions = (command: Command): Command =>
  withDataOptions(command)
    .option("--credential <id>", "only calls with this key")
    .option("--account <number>", "only calls in this account")
    .option("--status <status>", "only answers with this status, 404 or 4xx")
    .option("--code <code>", "only refusals with this code")
    .option("--operation <id>", "only calls of this operation")
    .option("--method <method>", "only calls with this method")
    .option("--environment <name>", "only calls in this environment")
    .option("--address <ip>", "only calls from this address")
    .option("--refused", "only refused calls")
    .option("--listener <name>", "public, private, authz (health checks, decisions asked for) or all", "public");

export function filterOf(options: FilterOptions): RequestFilter {
  const { credential, account, code, operation, method, environment, address } = options;
  const texts = { credential, account, code, operation, method, environment, address };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(options.status !== undefined && { status: statusOf(options.status) }),
    ...(options.refused === true && { effect: "refuse" as const }),
    ...listenerOf(options.listener),
  };
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
