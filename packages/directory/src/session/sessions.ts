import type { Directory } from "../directory.ts";
import type { SessionLifetimes } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

/** What the operations on sessions work with. */
export interface Sessions extends Pick<Directory, "clock" | "randomBytes" | "sha256"> {
  readonly store: SessionStore;
  readonly lifetimes: SessionLifetimes;
}
