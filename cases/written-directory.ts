import type {
  AccountSpec,
  ApplicationSpec,
  DirectoryDocument,
  LinkSpec,
  MembershipSpec,
  RoleSpec,
  UserSpec,
} from "@clavis/directory";
import { list, type Members, members, optionalText, text, texts } from "./reading.ts";
import { readRestrictions } from "./written-restrictions.ts";

/** What a world says of its directory; users by the name that cases call them. */
export interface WrittenDirectory {
  readonly document: DirectoryDocument;
  readonly users: ReadonlyMap<string, UserSpec>;
}

export const directoryMembers = ["accounts", "applications", "roles", "links", "users"];

/** `moment`: from which times are counted. */
export function readDirectory(
  { accounts, applications, roles, links, users }: Members,
  moment: number,
): WrittenDirectory {
  const people = new Map(Object.entries((users ?? {}) as Members).map(([name, item]) => [name, readUser(name, item)]));
  return {
    document: {
      accounts: list(accounts, "accounts").map((item) => readAccount(item, moment)),
      applications: list(applications, "applications").map((item) => readApplication(item, moment)),
      roles: list(roles, "roles").map((item) => readRole(item, moment)),
      links: list(links, "links").map(readLink),
      users: [...people.values()],
    },
    users: people,
  };
}

const accountMembers = ["number", "name", "rights", "enabled", "zone", "restrictions"];

function readAccount(item: unknown, moment: number): AccountSpec {
  const account = members(item, "accounts", accountMembers);
  const number = text(account["number"], "number");
  const zone = optionalText(account["zone"], number);
  return {
    number,
    name: optionalText(account["name"], number) ?? number,
    ...(zone !== undefined && { zone }),
    ...readCeiling(account, number, moment),
  };
}

function readApplication(item: unknown, moment: number): ApplicationSpec {
  const application = members(item, "applications", ["id", "rights", "enabled", "restrictions"]);
  const id = text(application["id"], "id");
  return { id, ...readCeiling(application, id, moment) };
}

type Ceiling = Pick<AccountSpec, "rights" | "enabled" | "restrictions">;

function readCeiling({ rights, enabled, restrictions }: Members, place: string, moment: number): Ceiling {
  const narrow = readRestrictions(restrictions, place, moment);
  return {
    ...(rights !== undefined && { rights: texts(rights, place) }),
    ...(enabled !== undefined && { enabled: enabled === true }),
    ...(narrow && { restrictions: narrow }),
  };
}

function readRole(item: unknown, moment: number): RoleSpec {
  const { name, rights, restrictions } = members(item, "roles", ["name", "rights", "restrictions"]);
  const narrow = readRestrictions(restrictions, text(name, "name"), moment);
  return { name: text(name, "name"), rights: texts(rights, "rights"), ...(narrow && { restrictions: narrow }) };
}

function readLink(item: unknown): LinkSpec {
  const { portal, client, ceiling } = members(item, "links", ["portal", "client", "ceiling"]);
  return {
    portal: text(portal, "portal"),
    client: text(client, "client"),
    ...(ceiling !== undefined && { ceiling: texts(ceiling, "ceiling") }),
  };
}

const userMembers = ["email", "password", "passwordFormat", "kind", "mainAccount", "memberships", "enabled"];

function readUser(name: string, item: unknown): UserSpec {
  const user = members(item, name, userMembers);
  const mainAccount = optionalText(user["mainAccount"], name);
  const initialPassword = optionalText(user["password"], name);
  const kind = optionalText(user["kind"], name);
  const { memberships, enabled } = user;
  return {
    name,
    email: text(user["email"], name),
    ...(kind !== undefined && { kind }),
    ...(user["passwordFormat"] === "sha1" && { passwordFormat: "sha1" }),
    ...(mainAccount !== undefined && { mainAccount }),
    ...(initialPassword !== undefined && { initialPassword }),
    ...(memberships !== undefined && { memberships: readMemberships(name, memberships as Members) }),
    ...(enabled !== undefined && { enabled: enabled === true }),
  };
}

const readMemberships = (name: string, written: Members): MembershipSpec =>
  Object.fromEntries(Object.entries(written).map(([account, roles]) => [account, texts(roles, name)]));
