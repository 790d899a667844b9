import type { Epochs } from "./epoch.ts";

/** A session as the decision sees it. Times are milliseconds since the epoch. */
export interface SessionRecord {
  /** Public id, `ses_…`; never the value of the cookie. */
  readonly id: string;
  readonly environment: string;
  readonly user: string;
  /** The application whose key stood beside the login. */
  readonly application: string | undefined;
  readonly openedAt: number;
  /** Of the last accepted request. */
  readonly usedAt: number;
  /** When it ends without one more accepted request, and when it ends in any case. */
  readonly idleEndsAt: number;
  readonly endsAt: number;
  /** Undefined while it is open. */
  readonly endedAt: number | undefined;
  /** Of user, application and environment when it was opened. */
  readonly epochs: Epochs;
}
