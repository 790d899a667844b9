import type { RestrictionSpec } from "@clavis/directory";
import { list, type Members, members, optionalNumber, optionalText, text, texts } from "./reading.ts";
import { readRestrictions } from "./written-restrictions.ts";

/** What a session or token is made of. Users, keys and sessions by their names in the world; times in seconds. */
interface WrittenGrant {
  readonly name: string;
  readonly environment: string;
  readonly application: string | undefined;
  /** When it is made, from the moment of the cases. */
  readonly at: number;
  /** When it is ended by itself. */
  readonly endedAt: number | undefined;
}

export interface WrittenSession extends WrittenGrant {
  readonly user: string;
}

export interface WrittenToken extends WrittenGrant {
  readonly subject: { readonly kind: "user" | "key"; readonly name: string };
  readonly account: string;
  readonly rights: readonly string[];
  readonly restrictions: RestrictionSpec | undefined;
  readonly session: string | undefined;
  readonly lifetime: number;
  readonly oneTime: boolean;
  readonly bound: { readonly method: string; readonly path: string } | undefined;
}

const common = ["environment", "application", "at", "endedAt"];
const tokenMembers = ["user", "key", "account", "rights", "restrictions", "session", "lifetime", "oneTime", "bound"];
const usualAt = -60;

export const readSessions = (value: unknown): readonly WrittenSession[] =>
  Object.entries((value ?? {}) as Members).map(([name, item]) => {
    const session = members(item, name, [...common, "user"]);
    return { ...readGrant(name, session), user: text(session["user"], name) };
  });

export const readTokens = (value: unknown, moment: number): readonly WrittenToken[] =>
  Object.entries((value ?? {}) as Members).map(([name, item]) => {
    const token = members(item, name, [...common, ...tokenMembers]);
    return {
      ...readGrant(name, token),
      subject: subjectOf(name, token),
      account: optionalText(token["account"], name) ?? "CKLANT001",
      rights: token["rights"] === undefined ? ["*"] : texts(token["rights"], name),
      restrictions: readRestrictions(token["restrictions"], name, moment),
      session: optionalText(token["session"], name),
      lifetime: optionalNumber(token["lifetime"], name) ?? 900,
      oneTime: token["oneTime"] === true,
      bound: boundOf(name, token["bound"]),
    };
  });

const readGrant = (name: string, item: Members): WrittenGrant => ({
  name,
  environment: optionalText(item["environment"], name) ?? "production",
  application: optionalText(item["application"], name),
  at: optionalNumber(item["at"], name) ?? usualAt,
  endedAt: optionalNumber(item["endedAt"], name),
});

function subjectOf(name: string, { user, key }: Members): WrittenToken["subject"] {
  if ((user === undefined) === (key === undefined)) throw new Error(`${name} stands for a user or a key`);
  return user === undefined ? { kind: "key", name: text(key, name) } : { kind: "user", name: text(user, name) };
}

function boundOf(name: string, value: unknown): WrittenToken["bound"] {
  if (value === undefined) return undefined;
  const [method, path] = list(value, name);
  return { method: text(method, name), path: text(path, name) };
}
