import type { Directory } from "../directory.ts";
import type { SessionLifetimes, SessionUses } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

/** What the operations on sessions work with. */
export interface Sessions extends Pick<Directory, "clock" | "randomBytes" | "sha256"> {
  readonly store: SessionStore;
  readonly lifetimes: SessionLifetimes;
  /** Absent where no calls are served, as on the command line: then what is written counts. */
  readonly uses?: SessionUses;
}
