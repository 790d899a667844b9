import type { JsonObject } from "../audit/canonical-json.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import type { JournalSummary, SessionJournal } from "./journal.ts";

const hour = 3_600_000;
/** Pairs of user and address named in one entry; the rest of the failed logins is in the counts. */
const mostFailures = 200;

/**
 * Turns what the journal holds of hours that are over into one audit entry, `sessions.digest`, and then removes it from
 * the journal. Gives the entry's revision; undefined where nothing happened. Called once an hour. A process that dies
 * between the two writes leaves an hour that the next digest counts again, under the same numbers.
 */
export async function recordDigest(
  directory: Directory,
  journal: SessionJournal,
  actor: Actor,
): Promise<number | undefined> {
  const now = directory.clock();
  const summary = await journal.summarize(now - (now % hour), mostFailures);
  if (summary === undefined) return undefined;
  const revision = await directory.store.change((change) =>
    recordChange(directory, change, {
      actor,
      action: "sessions.digest",
      objectKind: "sessions",
      objectId: "sessions",
      account: undefined,
      detail: { after: digestView(summary) },
    }),
  );
  await journal.removeUpTo(summary.last);
  return revision;
}

const digestView = ({ failedLogins, ...summary }: JournalSummary): JsonObject => ({
  ...summary,
  failedLogins:
    failedLogins.length === 0 ? undefined : failedLogins.map(({ user, address, count }) => ({ user, address, count })),
});
