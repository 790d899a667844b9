import type {
  Page,
  Session,
  SessionEnd,
  SessionFilter,
  SessionRemoval,
  SessionRetention,
  SessionSelection,
  SessionStore,
  SessionSurplus,
} from "@clavis/directory";
import { JournalNotes } from "../session-db/journal-notes.ts";
import type { SessionDatabase } from "../session-db/session-database.ts";
import type { SqliteTokenFamilies } from "../tokens/families/sqlite-token-families.ts";
import type { SqliteTokenRevocations } from "../tokens/revocations/sqlite-token-revocations.ts";
import { type SessionRow, sessionOf, sessionValues } from "./session-row.ts";
import type { SessionRows, SessionUse } from "./session-rows.ts";
import { prepareSessionStatements, type SessionStatements } from "./session-statements.ts";

/** Tokens that were issued in sessions, and families of refresh tokens opened in them: they end with them (DESIGN 5.1). */
export interface SessionTokens {
  readonly families: Pick<SqliteTokenFamilies, "endWith">;
  readonly revocations: Pick<SqliteTokenRevocations, "add" | "catchUp">;
  /** The longest life of an access token in any environment, in whole milliseconds: for so long an end is remembered. */
  readonly longestLife: number;
}

/** What the statements that end sessions give of each. */
interface EndedRow {
  readonly id: string;
  readonly user: string;
  readonly opened_from: string | null;
}

/**
 * Sessions in `session.db`. What happens to them is counted in its journal, and the tokens of those that end are revoked,
 * in the same transaction.
 */
export class SqliteSessions implements SessionStore, SessionRows {
  readonly #database: SessionDatabase;
  readonly #statements: SessionStatements;
  readonly #journal: JournalNotes;
  readonly #tokens: SessionTokens | undefined;

  /** `tokens` is undefined only where none are issued in sessions. */
  constructor(database: SessionDatabase, tokens: SessionTokens | undefined) {
    this.#tokens = tokens;
    this.#database = database;
    this.#statements = prepareSessionStatements(database);
    this.#journal = new JournalNotes(database);
  }

  async find(id: string): Promise<Session | undefined> {
    return this.#database.read(() => this.#find(id));
  }

  async list({ user, environment, after = "", limit }: SessionFilter): Promise<readonly Session[]> {
    const { listAll, listOfUser } = this.#statements;
    const where = environment ?? null;
    const rows = this.#database.read(() =>
      user === undefined ? listAll.all(after, where, limit) : listOfUser.all(after, where, limit, user),
    );
    return (rows as unknown as SessionRow[]).map(sessionOf);
  }

  async insert(session: Session, digest: Uint8Array, replaces: readonly Uint8Array[]): Promise<void> {
    const { insert, endByDigest } = this.#statements;
    const { openedAt: time, user, openedFrom: address } = session;
    await this.#write(() => {
      for (const each of replaces) {
        const ended = endByDigest.all(time, "replaced", each, session.environment);
        this.#follow({ time, reason: "replaced" }, ended as unknown as EndedRow[]);
      }
      insert.run(...sessionValues(session), digest);
      this.#journal.add({ time, kind: "session.open", user, address });
    });
  }

  async end(id: string, end: SessionEnd): Promise<Session | undefined> {
    return await this.#write(() => {
      const ended = this.#statements.end.all(end.time, end.reason, id);
      this.#follow(end, ended as unknown as EndedRow[]);
      return this.#find(id);
    });
  }

  async endAll({ user, environment, except }: SessionSelection, end: SessionEnd): Promise<number> {
    const which = [user, environment ?? null, except ?? null] as const;
    return await this.#write(() => {
      const ended = this.#statements.endAll.all(end.time, end.reason, ...which);
      this.#follow(end, ended as unknown as EndedRow[]);
      return ended.length;
    });
  }

  async endSurplus({ user, environment, keep, keepEnded }: SessionSurplus, time: number): Promise<number> {
    const { endSurplus, removeSurplus } = this.#statements;
    return await this.#write(() => {
      const ended = endSurplus.all(time, "replaced", user, environment, keep);
      removeSurplus.run(user, environment, keepEnded);
      this.#follow({ time, reason: "replaced" }, ended as unknown as EndedRow[]);
      return ended.length;
    });
  }

  async remove({ endedBefore, usedBefore }: SessionRetention, page: Page<string>): Promise<SessionRemoval> {
    const { after = "", limit } = page;
    return await this.#database.write(() => {
      const rows = this.#statements.page.all(after, limit) as unknown as Pick<SessionRow, "id" | "opened_at">[];
      const last = rows.at(-1);
      if (last === undefined) return { removed: 0, reached: undefined };
      const { changes } = this.#statements.remove.run(after, last.id, endedBefore, usedBefore);
      const isOver = rows.length < limit || last.opened_at >= endedBefore;
      return { removed: Number(changes), reached: isOver ? undefined : last.id };
    });
  }

  findByDigest(digest: Uint8Array): Session | undefined {
    const row = this.#database.read(() => this.#statements.findByDigest.get(digest));
    return row && sessionOf(row as unknown as SessionRow);
  }

  async writeUses(uses: readonly SessionUse[]): Promise<void> {
    await this.#database.write(() => {
      for (const { id, time, address } of uses) this.#statements.use.run(id, time, address ?? null);
    });
  }

  #find(id: string): Session | undefined {
    const row = this.#statements.find.get(id);
    return row && sessionOf(row as unknown as SessionRow);
  }

  /** Part of the write that ended them. */
  #follow({ time, reason }: SessionEnd, ended: readonly EndedRow[]): void {
    for (const { id, user, opened_from } of ended) {
      this.#journal.add({ time, kind: `session.${reason}`, user, address: opened_from ?? undefined });
      this.#tokens?.revocations.add(id, time + this.#tokens.longestLife);
      this.#tokens?.families.endWith({ kind: "session", id }, time);
    }
  }

  /** A write that may end sessions: once it is acknowledged, their tokens are refused. */
  async #write<Result>(work: () => Result): Promise<Result> {
    const result = await this.#database.write(work);
    this.#tokens?.revocations.catchUp();
    return result;
  }
}
