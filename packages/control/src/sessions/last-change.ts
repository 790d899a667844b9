import { type Directory, listAudit, type User } from "@clavis/directory";

/** When a user was changed the last time: the moment of their revision, in milliseconds since the epoch. */
export async function lastChange(directory: Pick<Directory, "store">, user: User): Promise<number> {
  const [entry] = await listAudit(directory, { after: user.revision - 1, limit: 1 });
  return entry?.time ?? user.createdAt;
}
