import { addressText } from "./address-cell.ts";
import { rowsPerMillisecond } from "./day-files.ts";

/** What calls can be grouped by. `version` is a key's secret; `hour` is of UTC. */
export const statisticsGroups = [
  "code",
  "status",
  "operation",
  "method",
  "environment",
  "note",
  "account",
  "credential",
  "version",
  "scheme",
  "user",
  "application",
  "session",
  "token",
  "address",
  "country",
  "hour",
] as const;
export type StatisticsGroup = (typeof statisticsGroups)[number];

/** A value that stands for a row's group in one day's file. */
export type GroupKey = string | number | null;

/** How the rows of a day are grouped. */
export type Grouping =
  /** By the pool they refer to: `column` of it names the group. */
  | { readonly kind: "pool"; readonly table: "shape" | "caller"; readonly column: string }
  /** By an expression of the row itself. */
  | {
      readonly kind: "row";
      readonly key: string;
      readonly label: (key: GroupKey, dayStart: number) => string | undefined;
    };

const pooled = (table: "shape" | "caller", column: string): Grouping => ({ kind: "pool", table, column });

const rowsPerHour = rowsPerMillisecond * 3_600_000;

const addressLabel = (key: GroupKey): string | undefined => {
  const text = key === null ? "" : String(key);
  return text.startsWith("x") ? addressText(Buffer.from(text.slice(1), "hex")) : text.slice(1) || undefined;
};

const hourLabel = (key: GroupKey, dayStart: number): string =>
  `${new Date(dayStart + Number(key) * 3_600_000).toISOString().slice(0, 13)}:00Z`;

/** How each group is found. */
export const groupings: Readonly<Record<StatisticsGroup, Grouping>> = {
  code: pooled("shape", "code"),
  status: pooled("shape", "status"),
  operation: pooled("shape", "operation"),
  method: pooled("shape", "method"),
  environment: pooled("shape", "environment"),
  note: pooled("shape", "notes"),
  account: pooled("caller", "account"),
  credential: pooled("caller", "credential"),
  version: pooled("caller", "credential || '/' || credential_version"),
  scheme: pooled("caller", "scheme"),
  user: pooled("caller", "user"),
  application: pooled("caller", "application"),
  session: pooled("caller", "session"),
  token: pooled("caller", "token"),
  address: {
    kind: "row",
    key: "CASE typeof(address) WHEN 'blob' THEN 'x' || hex(address) ELSE 't' || address END",
    label: addressLabel,
  },
  country: { kind: "row", key: "country", label: (key) => (key === null ? undefined : String(key)) },
  hour: { kind: "row", key: `row / ${rowsPerHour}`, label: hourLabel },
};
