import type { OwnCall, OwnRefusal } from "../handler.ts";
import { invalid } from "../self-service/input.ts";
import type { LoginCredentials } from "./login-settings.ts";

/** Who wants to sign in. */
export interface LoginParameters {
  readonly kind: string | undefined;
  readonly name: string;
  readonly password: string;
  readonly isInQuery: boolean;
}

const longest = 4096;

/**
 * Reads who wants to sign in, by the one pair of parameters that is given: from the body, a form or JSON in which
 * `pro[email]` may be written as `{"pro": {"email": …}}`, or from the query where that is allowed. Refusals:
 * `credential_misplaced` for a password in the query where it is not, `credential_conflict` for two pairs or two places,
 * `validation_failed` for what is missing or no text.
 */
export function readLogin(
  { query, body }: Pick<OwnCall, "query" | "body">,
  credentials: readonly LoginCredentials[],
  allowsQuery: boolean,
): LoginParameters | OwnRefusal {
  const names = new Set(credentials.flatMap(({ identifier, password }) => [identifier, password]));
  const inQuery = new Map([...query].filter(([name]) => names.has(name)));
  if (inQuery.size > 0 && !allowsQuery) return misplaced;
  const inBody = membersIn(body, names);
  if (inQuery.size > 0 && inBody.size > 0) return twice;
  const given = inQuery.size > 0 ? inQuery : inBody;
  const [chosen, ...more] = credentials.filter(
    ({ identifier, password }) => given.has(identifier) || given.has(password),
  );
  if (more.length > 0) return twice;
  return pairOf(chosen ?? credentials[0], given, inQuery.size > 0);
}

const misplaced: OwnRefusal = {
  code: "credential_misplaced",
  detail: "A password was sent in the URL; it belongs in the body, as a form or as JSON.",
};

const twice: OwnRefusal = {
  code: "credential_conflict",
  detail: "More than one user wants to sign in: send one pair of parameters, in one place.",
};

function pairOf(
  chosen: LoginCredentials | undefined,
  given: ReadonlyMap<string, unknown>,
  isInQuery: boolean,
): LoginParameters | OwnRefusal {
  if (chosen === undefined) throw new TypeError("no way to sign in is configured");
  const name = given.get(chosen.identifier);
  const password = given.get(chosen.password);
  if (isText(name) && isText(password)) return { kind: chosen.kind, name, password, isInQuery };
  const problems = [chosen.identifier, chosen.password]
    .filter((member) => !isText(given.get(member)))
    .map((member) => ({ member, detail: `must be a text of 1 to ${longest} characters` }));
  return invalid("The parameters for signing in are not complete.", problems);
}

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= longest;

/** The members that are asked for, where they stand by their whole name or one in the other. */
function membersIn(body: unknown, names: ReadonlySet<string>): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const name of names) {
    const value = memberOf(body, name) ?? nestedMember(body, name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

const nestedForm = /^([^[\]]+)\[([^[\]]+)\]$/;

function nestedMember(body: unknown, name: string): unknown {
  const [, outer, inner] = nestedForm.exec(name) ?? [];
  return outer === undefined || inner === undefined ? undefined : memberOf(memberOf(body, outer), inner);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([member]) => member === name)?.[1]
    : undefined;
