import type { SessionDatabase } from "../session-db/session-database.ts";
import type { Statement } from "../sqlite/database.ts";
import { sessionColumns } from "./session-row.ts";

export interface SessionStatements {
  readonly find: Statement;
  readonly findByDigest: Statement;
  readonly listAll: Statement;
  readonly listOfUser: Statement;
  readonly insert: Statement;
  readonly end: Statement;
  readonly endByDigest: Statement;
  readonly endAll: Statement;
  readonly endSurplus: Statement;
  readonly removeSurplus: Statement;
  readonly page: Statement;
  readonly remove: Statement;
  readonly use: Statement;
}

/** Every statement on sessions, prepared once. */
export function prepareSessionStatements(database: Pick<SessionDatabase, "prepare">): SessionStatements {
  const select = `select ${sessionColumns} from session where`;
  const listed = "id > ?1 and (?2 is null or environment = ?2)";
  const end = "update session set ended_at = ?1, ended_reason = ?2 where ended_at is null and";
  const ended = "returning id, user, opened_from";
  return {
    find: database.prepare(`${select} id = ?1`),
    findByDigest: database.prepare(`${select} digest = ?1`),
    listAll: database.prepare(`${select} ${listed} order by id limit ?3`),
    listOfUser: database.prepare(`${select} ${listed} and user = ?4 order by id limit ?3`),
    insert: database.prepare(`insert into session (${sessionColumns}, digest) values (${"?, ".repeat(14)}?)`),
    end: database.prepare(`${end} id = ?3 ${ended}`),
    endByDigest: database.prepare(`${end} digest = ?3 and environment = ?4 ${ended}`),
    endAll: database.prepare(
      `${end} user = ?3 and (?4 is null or environment = ?4) and (?5 is null or id <> ?5) ${ended}`,
    ),
    endSurplus: database.prepare(
      `${end} id in (
         select id from session where user = ?3 and environment = ?4 and ended_at is null
         order by id desc limit -1 offset ?5
       ) ${ended}`,
    ),
    removeSurplus: database.prepare(
      `delete from session where id in (
         select id from session where user = ?1 and environment = ?2 and ended_at is not null
         order by id desc limit -1 offset ?3
       )`,
    ),
    page: database.prepare("select id, opened_at from session where id > ?1 order by id limit ?2"),
    remove: database.prepare(
      "delete from session where id > ?1 and id <= ?2 and (ended_at < ?3 or ends_at < ?3 or used_at < ?4)",
    ),
    use: database.prepare(
      `update session set used_at = ?2, used_from = ?3
       where id = ?1 and ended_at is null and used_at < ?2 and ends_at > ?2`,
    ),
  };
}
