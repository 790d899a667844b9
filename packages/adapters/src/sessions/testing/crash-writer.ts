import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { argv } from "node:process";
import { endSession, openSession } from "@clavis/directory";
import { sampleLogin, sessionsAt } from "../../conformance/sample-sessions.ts";
import { openSessionDatabase } from "../../session-db/session-database.ts";
import { SqliteSessions } from "../sqlite-sessions.ts";

// The process that `../crash.test.ts` kills: it opens sessions, three in one commit, and signs two of them out until it
// dies. Each line on stdout acknowledges what was on disk before.

// The cache is otherwise written at an orderly exit, which no writer has.
flushCompileCache();

const sessions = sessionsAt(new SqliteSessions(openSessionDatabase(argv[2] ?? ""), undefined));
const acknowledge = (what: "open" | "logout", id: string): void => {
  writeSync(1, `${what} ${id}\n`);
};

for (;;) {
  const logins = Array.from({ length: 3 }, async () => {
    const { session } = await openSession(sessions, sampleLogin());
    acknowledge("open", session.id);
    return session.id;
  });
  const [, ...others] = await Promise.all(logins);
  for (const id of others) {
    await endSession(sessions, id, "logout");
    acknowledge("logout", id);
  }
}
