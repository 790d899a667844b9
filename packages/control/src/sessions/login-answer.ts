import type { SignedIn } from "@clavis/contract";
import type { Session, User } from "@clavis/directory";
import type { OwnAnswer } from "../handler.ts";
import type { LoginAnswer, LoginField } from "./login-settings.ts";

/** A user as they were found when they signed in. `updatedAt` in milliseconds since the epoch. */
export interface SignedInUser {
  readonly user: User;
  readonly updatedAt: number;
  readonly session: Session;
}

/** Clavis's own answer. */
export const ownBody = ({ user, session }: SignedInUser): SignedIn => ({
  user: { id: user.id, email: user.email, name: user.name, ...(user.kind !== undefined && { kind: user.kind }) },
  expiresAt: new Date(session.endsAt).toISOString(),
  passwordChangeRequired: user.password.bootstrap,
});

/** The body that a configured answer makes of a user, members in its order. */
export function configuredBody({ wrap, errorMember, fields }: LoginAnswer, signedIn: SignedInUser): string {
  const members = fields.map(
    (field) => `${JSON.stringify(field.name)}:${JSON.stringify(sourceValue(field, signedIn))}`,
  );
  const all = `{${members.join(",")}}`;
  const error = errorMember === undefined ? [] : [`${JSON.stringify(errorMember)}:null`];
  if (wrap !== undefined) return `{${[`${JSON.stringify(wrap)}:${all}`, ...error].join(",")}}`;
  return error.length === 0 ? all : `{${[...members, ...error].join(",")}}`;
}

/** The body of a failure: `{"pro": null, "error": "…"}`. */
export function failureBody({ wrap, errorMember }: LoginAnswer, error: string): string {
  const member = (name: string | undefined, value: string | null): string[] =>
    name === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`];
  return `{${[...member(wrap, null), ...member(errorMember, error)].join(",")}}`;
}

/** An answer by a contract of the provider's: the headers it asks for, and that no cache may keep it. */
export const contractAnswer = (
  status: number,
  { headers }: LoginAnswer,
  body: string,
  more: readonly string[] = [],
): OwnAnswer => ({
  status,
  headers: [
    "Content-Type",
    "application/json; charset=utf-8",
    ...[...headers].flat(),
    ...more,
    "Cache-Control",
    "no-store",
  ],
  body,
});

function sourceValue({ from, format }: LoginField, { user, updatedAt }: SignedInUser): unknown {
  switch (from.kind) {
    case "createdAt":
      return timeText(user.createdAt, format);
    case "updatedAt":
      return timeText(updatedAt, format);
    case "email":
    case "id":
    case "name":
      return user[from.kind];
    case "externalId":
      return formatted(user.externalId, format);
    case "attribute":
      return formatted(attributeOf(user, from.name), format);
  }
}

const attributeOf = ({ attributes }: User, name: string): unknown =>
  attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;

/** What can not be written so stands as it is; what is not there is null. */
function formatted(value: unknown, format: LoginField["format"]): unknown {
  if (value === undefined) return null;
  if (format === "integer" && typeof value === "string" && /^-?(?:0|[1-9][0-9]{0,14})$/.test(value))
    return Number(value);
  if (format === "datetime" && typeof value === "string" && !Number.isNaN(Date.parse(value)))
    return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value) ? value : dateTime(Date.parse(value));
  return value;
}

const timeText = (time: number, format: LoginField["format"]): string =>
  format === "datetime" ? dateTime(time) : new Date(time).toISOString();

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
const dateTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
