import type { SQLInputValue } from "node:sqlite";
import { addressCell } from "./address-cell.ts";

/** What rows must have; absent members ask nothing. */
export interface RequestFilter {
  /** The id of an API key or other credential. */
  readonly credential?: string;
  /** The version of its secret that was used. */
  readonly credentialVersion?: number;
  /** The id of a user. */
  readonly user?: string;
  /** The id of an application. */
  readonly application?: string;
  /** The public id of a session. */
  readonly session?: string;
  /** The id (`jti`) of a token. */
  readonly token?: string;
  readonly account?: string;
  /** A status, or a class of them. */
  readonly status?: number | `${1 | 2 | 3 | 4 | 5}xx`;
  readonly code?: string;
  readonly effect?: "allow" | "refuse";
  /** Whether the call used a scheme whose use is deprecated. */
  readonly deprecated?: boolean;
  readonly operation?: string;
  readonly method?: string;
  readonly environment?: string;
  readonly listener?: "public" | "private" | "authz";
  /** In canonical form. */
  readonly address?: string;
  /** Two capital letters (ISO 3166-1). */
  readonly country?: string;
  /** A note, `legacy:sha1-login`, or what its first part says: `legacy`. */
  readonly note?: string;
}

/** Of which streams the row written at their beginning is given: `last` leaves out those that have ended. */
export type Phases = "all" | "last";

/** A condition on table `request`, with the values of its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** The filter as SQL. Rows refer to shapes and callers, so their fields are asked of those. */
export function conditionOf(filter: RequestFilter): Condition {
  const shape = allOf([
    equal("code", filter.code),
    equal("effect", filter.effect),
    equal("deprecated", filter.deprecated === undefined ? undefined : Number(filter.deprecated)),
    equal("operation", filter.operation),
    equal("method", filter.method),
    equal("environment", filter.environment),
    equal("listener", filter.listener),
    statusCondition(filter.status),
    noteCondition(filter.note),
  ]);
  const caller = allOf([
    equal("credential", filter.credential),
    equal("credential_version", filter.credentialVersion),
    equal("user", filter.user),
    equal("account", filter.account),
    equal("application", filter.application),
    equal("session", filter.session),
    equal("token", filter.token),
  ]);
  return allOf([
    amongst("shape", shape),
    amongst("caller", caller),
    filter.address === undefined ? always : equal("address", addressCell(filter.address)),
    equal("country", filter.country),
  ]);
}

/** Meets every row but the beginning of a stream whose end stands in the same file, up to row `last`. */
export const notEnded = (last: number): Condition => ({
  sql: `NOT (shape IN (SELECT number FROM shape WHERE phase = 'opened') AND EXISTS (
    SELECT 1 FROM request AS later
    WHERE later.id = request.id AND later.time IS NOT NULL AND later.row > request.row AND later.row <= ?))`,
  values: [last],
});

/** Meets every row but the beginnings of streams. */
export const isEnd: Condition = { sql: "shape NOT IN (SELECT number FROM shape WHERE phase = 'opened')", values: [] };

const always: Condition = { sql: "", values: [] };

const equal = (column: string, value: SQLInputValue | undefined): Condition =>
  value === undefined ? always : { sql: `${column} = ?`, values: [value] };

function statusCondition(status: RequestFilter["status"]): Condition {
  if (typeof status !== "string") return equal("status", status);
  const first = Number(status.charAt(0)) * 100;
  return { sql: "status BETWEEN ? AND ?", values: [first, first + 99] };
}

function noteCondition(note: string | undefined): Condition {
  if (note === undefined) return always;
  const words = "instr(' ' || notes || ' ', ?)";
  return { sql: `(${words} OR ${words})`, values: [` ${note} `, ` ${note}:`] };
}

const amongst = (table: "shape" | "caller", condition: Condition): Condition =>
  condition.sql === ""
    ? always
    : { sql: `${table} IN (SELECT number FROM ${table} WHERE ${condition.sql})`, values: condition.values };

export function allOf(conditions: readonly Condition[]): Condition {
  const some = conditions.filter(({ sql }) => sql !== "");
  return { sql: some.map(({ sql }) => sql).join(" AND "), values: some.flatMap(({ values }) => values) };
}
