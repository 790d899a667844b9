import { recordDigest, removeOldSessions, rotateDueSigningKey } from "@clavis/directory";
import type { Logger } from "pino";
import type { OpenDirectory } from "../open-directory.ts";
import type { CallState } from "./open-calls.ts";
import { server, type Tokens } from "./open-tokens.ts";

const minute = 60_000;
const hour = 3_600_000;

export interface HousekeepingParts {
  readonly opened: OpenDirectory;
  readonly calls: CallState;
  readonly tokens: Pick<Tokens, "slots">;
  readonly logger: Logger;
}

/**
 * What has to be done from time to time: keys that are due are replaced, every hour becomes one audit entry of what
 * happened in it, and sessions that ended yesterday are forgotten. Gives the way to stop.
 */
export function keepHouse({ opened, calls, tokens, logger }: HousekeepingParts): () => void {
  const doing = (what: string, work: () => Promise<unknown>) => (): void => {
    work().catch((error: unknown) => logger.error({ error }, `${what} failed`));
  };
  const rotate = doing("replacing signing keys", async () => {
    for (const { directory, slot } of tokens.slots) await rotateDueSigningKey(directory, server, slot);
  });
  const digest = doing("the hourly audit entry", () => recordDigest(opened.directory, calls.journal, server));
  const forget = doing("removing old sessions", () => removeOldSessions(calls.sessions));
  const timers = [setInterval(rotate, minute), setInterval(digest, hour), setInterval(forget, hour)];
  rotate();
  digest();
  forget();
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
