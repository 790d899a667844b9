import { DirectoryError, type Link, type LinkFilter } from "@clavis/directory";
import type { Kysely } from "kysely";
import { expectAccountRow } from "./account-rows.ts";
import { rowOfRights } from "./right-list-rows.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { Tables } from "./tables.ts";

const links = (db: Kysely<Tables>) =>
  db
    .selectFrom("link")
    .innerJoin("account as portal", "portal.row", "link.portal")
    .innerJoin("account as client", "client.row", "link.client")
    .innerJoin("right_list", "right_list.row", "link.ceiling")
    .select(["link.id", "portal.number as portal", "client.number as client", "right_list.rights as ceiling"])
    .select(["link.created_at", "link.revision"]);

type LinkTuple = Awaited<ReturnType<ReturnType<typeof links>["execute"]>>[number];

export async function findLink(db: Kysely<Tables>, id: string): Promise<Link | undefined> {
  const row = await links(db).where("link.id", "=", id).executeTakeFirst();
  return row && toLink(row);
}

export async function listLinks(db: Kysely<Tables>, { account, after, limit }: LinkFilter): Promise<readonly Link[]> {
  let query = links(db).orderBy("link.id").limit(limit);
  if (after !== undefined) query = query.where("link.id", ">", after);
  if (account !== undefined)
    // By row, so that the links of one account are found by index and not amongst all there are.
    query = query.where((is) => {
      const row = is.selectFrom("account").select("account.row").where("account.number", "=", account);
      return is.or([is("link.portal", "=", row), is("link.client", "=", row)]);
    });
  return (await query.execute()).map(toLink);
}

export async function linksFrom(db: Kysely<Tables>, portal: string): Promise<readonly Link[]> {
  return (await links(db).where("portal.number", "=", portal).orderBy("client.number").execute()).map(toLink);
}

export async function linksTo(db: Kysely<Tables>, client: string): Promise<readonly Link[]> {
  return (await links(db).where("client.number", "=", client).orderBy("portal.number").execute()).map(toLink);
}

export async function insertLink(db: Kysely<Tables>, link: Link): Promise<void> {
  const { id, createdAt, revision } = link;
  const values = {
    id,
    portal: await expectAccountRow(db, link.portal),
    client: await expectAccountRow(db, link.client),
    ceiling: await rowOfRights(db, link.ceiling),
    created_at: createdAt,
    revision,
  };
  await insertedOnce(`"${link.portal}" is linked to "${link.client}" already`, () =>
    db.insertInto("link").values(values).execute(),
  );
}

export async function removeLink(db: Kysely<Tables>, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom("link").where("id", "=", id).executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new DirectoryError("not_found", `there is no link "${id}"`);
}

const toLink = ({ id, portal, client, ceiling, created_at, revision }: LinkTuple): Link => ({
  id,
  portal,
  client,
  ceiling: JSON.parse(ceiling),
  createdAt: created_at,
  revision,
});
