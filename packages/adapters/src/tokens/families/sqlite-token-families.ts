import { hash } from "node:crypto";
import { composeApiKey } from "@clavis/core";
import {
  type FamilyEnd,
  type FamilySource,
  type NewFamily,
  type Refreshed,
  sortableId,
  type TokenFamilies,
  type TokenFamily,
} from "@clavis/directory";
import { JournalNotes } from "../../session-db/journal-notes.ts";
import type { SessionDatabase } from "../../session-db/session-database.ts";
import type { SqliteTokenRevocations } from "../revocations/sqlite-token-revocations.ts";
import { type FamilyRow, familyOf, familyValues } from "./family-row.ts";
import { type FamilyStatements, prepareFamilyStatements } from "./family-statements.ts";
import { openSuccessor, sealSuccessor } from "./sealed-successor.ts";

export interface TokenFamiliesParts {
  readonly database: SessionDatabase;
  readonly revocations: SqliteTokenRevocations;
  /** The prefix of our own keys: refresh tokens have the same form, so that they are known and blotted like them. */
  readonly prefix: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A row of `refresh_token`, with what became of its successor. */
interface TokenRow {
  readonly family: string;
  readonly created_at: number;
  readonly idle_ends_at: number;
  readonly rotated_at: number | null;
  readonly sealed: Uint8Array | null;
  readonly next_rotated_at: number | null;
}

const tag = "refresh";
/** Families that are over and go with each one that is opened. */
const removedAtOnce = 10;

const digestOf = (token: string): Uint8Array => hash("sha256", token, "buffer");

/** Families of refresh tokens in `session.db`: opaque tokens of 178 random bits, stored as digests. */
export class SqliteTokenFamilies implements TokenFamilies {
  readonly #parts: TokenFamiliesParts;
  readonly #statements: FamilyStatements;
  readonly #journal: JournalNotes;

  constructor(parts: TokenFamiliesParts) {
    this.#parts = parts;
    this.#statements = prepareFamilyStatements(parts.database);
    this.#journal = new JournalNotes(parts.database);
  }

  async open(wanted: NewFamily): Promise<{ readonly family: TokenFamily; readonly token: string }> {
    const time = this.#parts.clock();
    const id = sortableId("fam", time, this.#parts.randomBytes);
    const family: TokenFamily = { ...wanted, id, openedAt: time, endedAt: undefined };
    const token = this.#newToken();
    await this.#parts.database.write(() => {
      this.#removeOld(time);
      this.#statements.insertFamily.run(...familyValues(family));
      this.#insertToken(family, token, time);
      this.#note("tokens.open", family, time);
    });
    return { family, token };
  }

  async find(token: string): Promise<TokenFamily | undefined> {
    return this.#parts.database.read(() => {
      const row = this.#findToken(token);
      return row && this.#findFamily(row.family);
    });
  }

  async refresh(token: string, client: string): Promise<Refreshed> {
    const time = this.#parts.clock();
    const successor = this.#newToken();
    const sealed = sealSuccessor(token, successor);
    const refreshed = await this.#parts.database.write((): Refreshed => {
      const { rotate } = this.#statements;
      const row = rotate.get(digestOf(token), client, time, digestOf(successor), sealed);
      if (row === undefined) return this.#notRotated(token, client, time);
      const family = this.#expectFamily(String(row["family"]));
      this.#insertToken(family, successor, time);
      return { kind: "refreshed", family, token: successor, isRetry: false };
    });
    if (refreshed.kind === "reused") this.#parts.revocations.catchUp();
    return refreshed;
  }

  async end(id: string): Promise<TokenFamily | undefined> {
    const time = this.#parts.clock();
    const ended = await this.#parts.database.write(() => {
      const family = this.#findFamily(id);
      if (family?.endedAt === undefined && family !== undefined) this.#end(family, "revoked", time);
      return this.#findFamily(id);
    });
    this.#parts.revocations.catchUp();
    return ended;
  }

  async endAll(source: FamilySource): Promise<number> {
    const time = this.#parts.clock();
    const ended = await this.#parts.database.write(() => this.endWith(source, time));
    this.#parts.revocations.catchUp();
    return ended;
  }

  /**
   * Part of another write on the same database, which ends the source; behind it `catchUp` of the revocations is to be
   * called. Gives how many families there were.
   */
  endWith({ kind, id }: FamilySource, time: number): number {
    const rows = this.#statements.openOfSource.all(kind, id) as unknown as Pick<FamilyRow, "id">[];
    for (const row of rows) this.#end(this.#expectFamily(row.id), "revoked", time);
    return rows.length;
  }

  /** Why the conditional update met nothing. Where it was reuse, the family ends in the same transaction. */
  #notRotated(token: string, client: string, time: number): Refreshed {
    const row = this.#findToken(token);
    const family = row && this.#findFamily(row.family);
    if (row === undefined || family === undefined || family.client !== client) return { kind: "unknown" };
    if (family.endedAt !== undefined) return { kind: "ended", family };
    if (family.endsAt <= time) return { kind: "expired", family };
    if (row.rotated_at !== null) return this.#presentedAgain(token, row, family, time);
    if (row.idle_ends_at <= time) return { kind: "expired", family };
    const wait = row.created_at + family.interval - time;
    return { kind: "too-early", family, retryAfter: Math.max(1, Math.ceil(wait / 1000)) };
  }

  /** A token that has a successor: a retry of the same client, or a stranger's. */
  #presentedAgain(token: string, row: TokenRow, family: TokenFamily, time: number): Refreshed {
    const isRetry =
      row.rotated_at !== null && time - row.rotated_at < family.retryWindow && row.next_rotated_at === null;
    if (isRetry && row.sealed !== null)
      return { kind: "refreshed", family, token: openSuccessor(token, row.sealed), isRetry };
    this.#end(family, "reused", time);
    return { kind: "reused", family: this.#expectFamily(family.id) };
  }

  #end(family: TokenFamily, reason: FamilyEnd, time: number): void {
    this.#statements.end.run(family.id, time, reason);
    this.#parts.revocations.add(family.id, family.endsAt);
    this.#note(`tokens.${reason}`, family, time);
  }

  #insertToken({ id, idle, endsAt }: TokenFamily, token: string, time: number): void {
    this.#statements.insertToken.run(digestOf(token), id, time, Math.min(time + idle, endsAt));
  }

  #findToken(token: string): TokenRow | undefined {
    return this.#statements.findToken.get(digestOf(token)) as unknown as TokenRow | undefined;
  }

  #findFamily(id: string): TokenFamily | undefined {
    const row = this.#statements.findFamily.get(id);
    return row && familyOf(row as unknown as FamilyRow);
  }

  #expectFamily(id: string): TokenFamily {
    const family = this.#findFamily(id);
    if (family === undefined) throw new Error(`token family ${id} is missing`);
    return family;
  }

  #removeOld(time: number): void {
    const { oldFamilies, removeTokens, removeFamily } = this.#statements;
    for (const row of oldFamilies.all(time, removedAtOnce)) {
      removeTokens.run(String(row["id"]));
      removeFamily.run(String(row["id"]));
    }
  }

  #note(kind: string, { source }: TokenFamily, time: number): void {
    const user = source.kind === "user" ? source.id : undefined;
    this.#journal.add({ time, kind, user, address: undefined });
  }

  #newToken(): string {
    return composeApiKey(this.#parts.prefix, tag, this.#parts.randomBytes);
  }
}
