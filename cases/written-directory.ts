import type { AccountSpec, DirectoryDocument, LinkSpec, MembershipSpec, RoleSpec, UserSpec } from "@clavis/directory";
import { list, type Members, members, optionalText, text, texts } from "./reading.ts";

/** What a world says of its directory; users by the name that cases call them. */
export interface WrittenDirectory {
  readonly document: DirectoryDocument;
  readonly users: ReadonlyMap<string, UserSpec>;
}

export const directoryMembers = ["accounts", "roles", "links", "users"];

export function readDirectory({ accounts, roles, links, users }: Members): WrittenDirectory {
  const people = new Map(Object.entries((users ?? {}) as Members).map(([name, item]) => [name, readUser(name, item)]));
  return {
    document: {
      accounts: list(accounts, "accounts").map(readAccount),
      roles: list(roles, "roles").map(readRole),
      links: list(links, "links").map(readLink),
      users: [...people.values()],
    },
    users: people,
  };
}

function readAccount(item: unknown): AccountSpec {
  const { number, name, rights, enabled } = members(item, "accounts", ["number", "name", "rights", "enabled"]);
  return {
    number: text(number, "number"),
    name: text(name, "name"),
    ...(rights !== undefined && { rights: texts(rights, "rights") }),
    ...(enabled !== undefined && { enabled: enabled === true }),
  };
}

function readRole(item: unknown): RoleSpec {
  const { name, rights } = members(item, "roles", ["name", "rights"]);
  return { name: text(name, "name"), rights: texts(rights, "rights") };
}

function readLink(item: unknown): LinkSpec {
  const { portal, client, ceiling } = members(item, "links", ["portal", "client", "ceiling"]);
  return {
    portal: text(portal, "portal"),
    client: text(client, "client"),
    ...(ceiling !== undefined && { ceiling: texts(ceiling, "ceiling") }),
  };
}

const userMembers = ["email", "password", "mainAccount", "memberships", "enabled"];

function readUser(name: string, item: unknown): UserSpec {
  const user = members(item, name, userMembers);
  const mainAccount = optionalText(user["mainAccount"], name);
  const initialPassword = optionalText(user["password"], name);
  const { memberships, enabled } = user;
  return {
    name,
    email: text(user["email"], name),
    ...(mainAccount !== undefined && { mainAccount }),
    ...(initialPassword !== undefined && { initialPassword }),
    ...(memberships !== undefined && { memberships: readMemberships(name, memberships as Members) }),
    ...(enabled !== undefined && { enabled: enabled === true }),
  };
}

const readMemberships = (name: string, written: Members): MembershipSpec =>
  Object.fromEntries(Object.entries(written).map(([account, roles]) => [account, texts(roles, name)]));
