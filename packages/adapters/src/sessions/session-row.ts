import type { Epochs } from "@clavis/core";
import type { Session, SessionEndReason } from "@clavis/directory";

/** The columns of a session but its digest, which no read gives. */
export const sessionColumns = `id, environment, user, application, opened_at, opened_from, used_at, used_from, ends_at,
  ended_at, ended_reason, user_epoch, application_epoch, environment_epoch`;

/** A row of `sessionColumns`; the schema's checks make it so. */
export interface SessionRow {
  readonly id: string;
  readonly environment: string;
  readonly user: string;
  readonly application: string | null;
  readonly opened_at: number;
  readonly opened_from: string | null;
  readonly used_at: number;
  readonly used_from: string | null;
  readonly ends_at: number;
  readonly ended_at: number | null;
  readonly ended_reason: SessionEndReason | null;
  readonly user_epoch: number | null;
  readonly application_epoch: number | null;
  readonly environment_epoch: number | null;
}

export function sessionOf(row: SessionRow): Session {
  const { ended_at: time, ended_reason: reason } = row;
  return {
    id: row.id,
    environment: row.environment,
    user: row.user,
    application: row.application ?? undefined,
    openedAt: row.opened_at,
    openedFrom: row.opened_from ?? undefined,
    usedAt: row.used_at,
    usedFrom: row.used_from ?? undefined,
    endsAt: row.ends_at,
    end: time === null || reason === null ? undefined : { time, reason },
    epochs: epochsOf(row),
  };
}

function epochsOf({ user_epoch, application_epoch, environment_epoch }: SessionRow): Epochs {
  const epochs: { user?: number; application?: number; environment?: number } = {};
  if (user_epoch !== null) epochs.user = user_epoch;
  if (application_epoch !== null) epochs.application = application_epoch;
  if (environment_epoch !== null) epochs.environment = environment_epoch;
  return epochs;
}

/** In the order of `sessionColumns`. */
export const sessionValues = ({ end, epochs, ...session }: Session): readonly (string | number | null)[] => [
  session.id,
  session.environment,
  session.user,
  session.application ?? null,
  session.openedAt,
  session.openedFrom ?? null,
  session.usedAt,
  session.usedFrom ?? null,
  session.endsAt,
  end?.time ?? null,
  end?.reason ?? null,
  epochs.user ?? null,
  epochs.application ?? null,
  epochs.environment ?? null,
];
