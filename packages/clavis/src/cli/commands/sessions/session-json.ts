import type { ShownSession } from "@clavis/directory";
import { timeText } from "../../time-text.ts";

/** A session as `--json` shows it: never the value of its cookie. */
export const sessionJson = (session: ShownSession): Record<string, unknown> => ({
  id: session.id,
  environment: session.environment,
  user: session.user,
  application: session.application,
  status: session.status,
  openedAt: timeText(session.openedAt),
  openedFrom: session.openedFrom,
  usedAt: timeText(session.usedAt),
  usedFrom: session.usedFrom,
  idleEndsAt: timeText(session.idleEndsAt),
  endsAt: timeText(session.endsAt),
  endedAt: timeText(session.end?.time),
  endedBy: session.end?.reason,
});
