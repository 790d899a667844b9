import type { EpochKind } from "@clavis/core";
import type { Directory } from "../directory.ts";
import type { SessionLifetimes, SessionUses } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

/** What the operations on sessions work with. */
export interface Sessions extends Pick<Directory, "clock" | "randomBytes" | "sha256"> {
  readonly store: SessionStore;
  readonly lifetimes: SessionLifetimes;
  /** Absent where no calls are served, as on the command line: then what is written counts. */
  readonly uses?: SessionUses;
  /** Today's epochs: a session that is shown has ended where one of its own is smaller. Absent: that is not looked at. */
  readonly epochOf?: (kind: EpochKind, id: string) => number | Promise<number>;
}
