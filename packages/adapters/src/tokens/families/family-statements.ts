import type { SessionDatabase } from "../../session-db/session-database.ts";
import type { Statement } from "../../sqlite/database.ts";
import { familyColumns } from "./family-row.ts";

export interface FamilyStatements {
  readonly insertFamily: Statement;
  readonly insertToken: Statement;
  readonly rotate: Statement;
  readonly findToken: Statement;
  readonly findFamily: Statement;
  readonly end: Statement;
  readonly openOfSource: Statement;
  readonly oldFamilies: Statement;
  readonly removeTokens: Statement;
  readonly removeFamily: Statement;
}

/** Every statement on families of tokens, prepared once. */
export function prepareFamilyStatements(database: Pick<SessionDatabase, "prepare">): FamilyStatements {
  return {
    insertFamily: database.prepare(
      `insert into token_family (${familyColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    insertToken: database.prepare(
      "insert into refresh_token (digest, family, created_at, idle_ends_at) values (?, ?, ?, ?)",
    ),
    // Decides who of many callers gets the new token.
    rotate: database.prepare(
      `update refresh_token set rotated_at = ?3, successor = ?4, sealed = ?5
       where digest = ?1 and rotated_at is null and idle_ends_at > ?3 and exists (
         select 1 from token_family
         where id = refresh_token.family and client = ?2 and ended_at is null and ends_at > ?3
           and refresh_token.created_at + min_interval <= ?3
       )
       returning family`,
    ),
    findToken: database.prepare(
      `select token.*, next.rotated_at as next_rotated_at
       from refresh_token token left join refresh_token next on next.digest = token.successor
       where token.digest = ?`,
    ),
    findFamily: database.prepare(`select ${familyColumns}, ended_at from token_family where id = ?`),
    end: database.prepare(
      "update token_family set ended_at = ?2, ended_reason = ?3 where id = ?1 and ended_at is null",
    ),
    openOfSource: database.prepare(
      "select id, ends_at from token_family where source_kind = ? and source = ? and ended_at is null",
    ),
    oldFamilies: database.prepare("select id from token_family where ends_at <= ? limit ?"),
    removeTokens: database.prepare("delete from refresh_token where family = ?"),
    removeFamily: database.prepare("delete from token_family where id = ?"),
  };
}
