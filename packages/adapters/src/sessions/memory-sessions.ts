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
import { hexOf } from "../memory/memory-tables.ts";
import type { SessionRows, SessionUse } from "./session-rows.ts";

/** Sessions in memory: for tests, and for trying things out. Nothing outlives the process. */
export class MemorySessions implements SessionStore, SessionRows {
  readonly #sessions = new Map<string, Session>();
  readonly #idOf = new Map<string, string>();

  async find(id: string): Promise<Session | undefined> {
    return this.#sessions.get(id);
  }

  async list({ user, environment, after, limit }: SessionFilter): Promise<readonly Session[]> {
    const isWanted = (session: Session): boolean =>
      (user === undefined || session.user === user) &&
      (environment === undefined || session.environment === environment);
    return this.#behind(after).filter(isWanted).slice(0, limit);
  }

  async insert(session: Session, digest: Uint8Array, replaces: readonly Uint8Array[]): Promise<void> {
    const secret = hexOf(digest);
    if (this.#sessions.has(session.id) || this.#idOf.has(secret))
      throw new Error("the session's id or digest is taken");
    const before = replaces.flatMap((each) => this.findByDigest(each) ?? []);
    this.#sessions.set(session.id, session);
    this.#idOf.set(secret, session.id);
    for (const { id, environment } of before)
      if (environment === session.environment) await this.end(id, { time: session.openedAt, reason: "replaced" });
  }

  async endSurplus({ user, environment, keep, keepEnded }: SessionSurplus, time: number): Promise<number> {
    const kept = (hasEnded: boolean): readonly Session[] =>
      this.#behind().filter(
        (session) =>
          (session.end !== undefined) === hasEnded && session.user === user && session.environment === environment,
      );
    const surplus = oldestBeyond(kept(false), keep);
    for (const { id } of surplus) await this.end(id, { time, reason: "replaced" });
    this.#drop(oldestBeyond(kept(true), keepEnded));
    return surplus.length;
  }

  async end(id: string, end: SessionEnd): Promise<Session | undefined> {
    const session = this.#sessions.get(id);
    if (session === undefined || session.end !== undefined) return session;
    const ended = { ...session, end };
    this.#sessions.set(id, ended);
    return ended;
  }

  async endAll({ user, environment, except }: SessionSelection, end: SessionEnd): Promise<number> {
    const open = [...this.#sessions.values()].filter(
      (session) =>
        session.end === undefined &&
        session.user === user &&
        session.id !== except &&
        (environment === undefined || session.environment === environment),
    );
    for (const session of open) this.#sessions.set(session.id, { ...session, end });
    return open.length;
  }

  async remove({ endedBefore, usedBefore }: SessionRetention, { after, limit }: Page<string>): Promise<SessionRemoval> {
    const page = this.#behind(after).slice(0, limit);
    const old = page.filter(
      ({ usedAt, endsAt, end }) => Math.min(endsAt, end?.time ?? endsAt) < endedBefore || usedAt < usedBefore,
    );
    this.#drop(old);
    const last = page.at(-1);
    const isOver = page.length < limit || last === undefined || last.openedAt >= endedBefore;
    return { removed: old.length, reached: isOver ? undefined : last.id };
  }

  findByDigest(digest: Uint8Array): Session | undefined {
    return this.#sessions.get(this.#idOf.get(hexOf(digest)) ?? "");
  }

  async writeUses(uses: readonly SessionUse[]): Promise<void> {
    for (const { id, time, address } of uses) {
      const session = this.#sessions.get(id);
      if (session === undefined || session.end !== undefined) continue;
      if (time <= session.usedAt || time >= session.endsAt) continue;
      this.#sessions.set(id, { ...session, usedAt: time, usedFrom: address });
    }
  }

  #drop(sessions: readonly Session[]): void {
    if (sessions.length === 0) return;
    for (const { id } of sessions) this.#sessions.delete(id);
    for (const [digest, id] of this.#idOf) if (!this.#sessions.has(id)) this.#idOf.delete(digest);
  }

  /** By id, ascending. */
  #behind(after = ""): readonly Session[] {
    const ids = [...this.#sessions.keys()].filter((id) => id > after).sort();
    return ids.flatMap((id) => this.#sessions.get(id) ?? []);
  }
}

/** Of sessions by id, ascending. */
const oldestBeyond = (sessions: readonly Session[], keep: number): readonly Session[] =>
  sessions.slice(0, Math.max(0, sessions.length - keep));
