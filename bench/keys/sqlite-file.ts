import { join } from "node:path";
import { openDatabase } from "../../packages/adapters/src/sqlite/database.ts";
import { migrate, readMigrations } from "../../packages/adapters/src/sqlite/migrate.ts";

const migrations = join(import.meta.dirname, "../../packages/adapters/src/sqlite/migrations");

/** Writes a `clavis.db` of so many keys: an account for each thousand, three right lists, some with a rate or an expiry. */
export function writeSqliteFile(path: string, keys: number): void {
  const database = openDatabase(path);
  migrate(database, readMigrations(migrations), path);
  database.exec(`pragma synchronous = off; pragma cache_size = -400000; begin;
    insert into right_list values (1, '["*"]'), (2, '["invoices"]'), (3, '["clients:read"]');
    insert into account
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${Math.ceil(keys / 1000)})
      select i, 'C' || printf('%08d', i), 'account', 1, '["*"]', 0, 1, null, 'UTC' from n;
    insert into api_key
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${keys})
      select i, 'key_0' || printf('%010d', i) || substr(hex(randomblob(6)), 1, 11), 'production', (i + 999) / 1000,
        null, 'key ' || i, 1 + i % 3, 1, case when i % 10 = 0 then '{"rate":{"limit":100,"seconds":1}}' end, 'local:bench',
        null, 1, null, case when i % 2 = 0 then 1900000000000 end, null, null, 0, 1 from n;
    insert into key_version select row, 1, randomblob(32), 1, 'abcd', 0, null from api_key;
    update head set revision = ${keys};
    commit; pragma wal_checkpoint(truncate)`);
  database.close();
}
