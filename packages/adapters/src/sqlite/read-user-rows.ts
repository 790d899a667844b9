import type {
  KindCount,
  Membership,
  PasswordForm,
  StoredPassword,
  User,
  UserFilter,
  UserSecret,
} from "@clavis/directory";
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** A JSON list of `[account number, role name]`, sorted, so that a user and their memberships are of one moment. */
const memberships = sql<string>`(select json_group_array(json_array(number, role) order by number, role) from (
  select account.number as number, role.name as role from membership
  join account on account.row = membership.account join role on role.row = membership.role
  where membership.user = user.row))`;

const users = (db: Kysely<Tables>) =>
  db
    .selectFrom("user")
    .leftJoin("account as main", "main.row", "user.main_account")
    .select(["user.id", "user.email", "user.name", "user.kind", "user.external_id", "user.attributes"])
    .select(["main.number as main_account", "user.enabled", "user.password_version", "user.password_bootstrap"])
    .select(["user.password_form"])
    .select(["user.created_at", "user.revision", memberships.as("memberships")]);

type UserTuple = Awaited<ReturnType<ReturnType<typeof users>["execute"]>>[number];

export async function findUser(db: Kysely<Tables>, id: string): Promise<User | undefined> {
  const row = await users(db).where("user.id", "=", id).executeTakeFirst();
  return row && toUser(row);
}

export async function findUserByEmail(db: Kysely<Tables>, email: string): Promise<User | undefined> {
  const row = await users(db).where("user.email", "=", email).executeTakeFirst();
  return row && toUser(row);
}

export async function listUsers(db: Kysely<Tables>, { account, after, limit }: UserFilter): Promise<readonly User[]> {
  let query = users(db).orderBy("user.id").limit(limit);
  if (after !== undefined) query = query.where("user.id", ">", after);
  if (account !== undefined) query = query.where("user.row", "in", membersOf(db, account));
  return (await query.execute()).map(toUser);
}

const membersOf = (db: Kysely<Tables>, account: string) =>
  db
    .selectFrom("membership")
    .innerJoin("account", "account.row", "membership.account")
    .select("membership.user")
    .where("account.number", "=", account);

export async function countUsers(db: Kysely<Tables>, form: PasswordForm): Promise<readonly KindCount[]> {
  const rows = await db
    .selectFrom("user")
    .select(["kind", (of) => of.fn.countAll<number>().as("count")])
    .where("password_form", "=", form)
    .where("enabled", "=", 1)
    .groupBy("kind")
    .execute();
  return rows.map(({ kind, count }) => ({ kind: kind ?? undefined, count }));
}

export async function findPassword(db: Kysely<Tables>, userId: string): Promise<StoredPassword | undefined> {
  const row = await db
    .selectFrom("user")
    .select(["password", "password_version", "password_form"])
    .where("id", "=", userId)
    .executeTakeFirst();
  if (row === undefined || row.password === null) return undefined;
  return { hash: row.password, version: row.password_version, form: row.password_form };
}

export async function findUserSecret(db: Kysely<Tables>, digest: Uint8Array): Promise<UserSecret | undefined> {
  const row = await db
    .selectFrom("user_secret")
    .innerJoin("user", "user.row", "user_secret.user")
    .select(["user_secret.digest", "user.id as user", "user_secret.purpose", "user_secret.expires_at"])
    .where("user_secret.digest", "=", digest)
    .where("user_secret.used_at", "is", null)
    .executeTakeFirst();
  return row && { digest: row.digest, user: row.user, purpose: row.purpose, expiresAt: row.expires_at };
}

const toUser = (row: UserTuple): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  kind: row.kind ?? undefined,
  externalId: row.external_id ?? undefined,
  attributes: row.attributes === null ? undefined : JSON.parse(row.attributes),
  mainAccount: row.main_account ?? undefined,
  enabled: row.enabled === 1,
  memberships: gather(JSON.parse(row.memberships)),
  password: { version: row.password_version, bootstrap: row.password_bootstrap === 1, form: row.password_form },
  createdAt: row.created_at,
  revision: row.revision,
});

/** Pairs of one account follow one another. */
function gather(pairs: readonly (readonly [account: string, role: string])[]): readonly Membership[] {
  const byAccount = new Map<string, string[]>();
  for (const [account, role] of pairs) byAccount.set(account, [...(byAccount.get(account) ?? []), role]);
  return [...byAccount].map(([account, roles]) => ({ account, roles }));
}
