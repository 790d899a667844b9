import { canonicalJson, type FamilySource, type TokenFamily } from "@clavis/directory";
import type { Parameter } from "../../sqlite/dialect/bound-parameters.ts";

/** A row of `token_family`. */
export interface FamilyRow {
  readonly id: string;
  readonly environment: string;
  readonly client: string;
  readonly source_kind: FamilySource["kind"];
  readonly source: string;
  readonly epochs: string;
  readonly granted: string;
  readonly idle: number;
  readonly min_interval: number;
  readonly retry_window: number;
  readonly opened_at: number;
  readonly ends_at: number;
  readonly ended_at: number | null;
}

/** In the order of `familyValues`. */
export const familyColumns =
  "id, environment, client, source_kind, source, epochs, granted, idle, min_interval, retry_window, opened_at, ends_at";

/** Guarded: SQLite would store NULL or half a number without a word. TypeError for times that are not whole. */
export function familyValues(family: TokenFamily): readonly Parameter[] {
  const { id, environment, client, source, idle, interval, retryWindow, openedAt, endsAt } = family;
  const numbers = [idle, interval, retryWindow, openedAt, endsAt];
  if (!numbers.every((value) => Number.isSafeInteger(value) && value >= 0))
    throw new TypeError("the times of a family of tokens are whole milliseconds");
  const texts = [id, environment, client, source.kind, source.id];
  return [...texts, canonicalJson({ ...family.epochs }), canonicalJson(family.grant), ...numbers];
}

export const familyOf = (row: FamilyRow): TokenFamily => ({
  id: row.id,
  environment: row.environment,
  client: row.client,
  source: { kind: row.source_kind, id: row.source },
  epochs: JSON.parse(row.epochs),
  grant: JSON.parse(row.granted),
  idle: row.idle,
  interval: row.min_interval,
  retryWindow: row.retry_window,
  openedAt: row.opened_at,
  endsAt: row.ends_at,
  endedAt: row.ended_at ?? undefined,
});
