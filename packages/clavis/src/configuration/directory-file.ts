import { type AccountForm, isAccountNumber, parseRight } from "@clavis/core";
import type { RightRules } from "@clavis/directory";
import Type, { type Static } from "typebox";
import { Findings } from "../description/findings.ts";
import { items, type Located, member } from "../description/located.ts";
import type { Problem } from "../description/problem.ts";
import { type RightNames, rightProblem, rightRulesOf } from "../description/right-names.ts";
import { readSource } from "../description/source-document.ts";
import { readSection } from "./section.ts";

const number = (description: string) => Type.String({ expected: "an account number", description });
const rights = (description: string) =>
  Type.Array(Type.String({ expected: "a right" }), { expected: "a list of rights", description });
const name = (description: string) =>
  Type.String({ minLength: 1, maxLength: 100, expected: "a name of 1 to 100 characters", description });
const strict = { additionalProperties: false };

const account = Type.Object(
  {
    number: number("The account number."),
    name: name("Whom the account belongs to."),
    rights: Type.Optional(rights("A ceiling over everything done in the account. `*` in a new account.")),
    enabled: Type.Optional(
      Type.Boolean({ description: "Whether anything may be done in the account. `true` in a new account." }),
    ),
  },
  strict,
);

const role = Type.Object(
  {
    name: Type.String({ minLength: 1, expected: "a name", description: "The role's name." }),
    rights: rights("What whoever has the role may do."),
  },
  strict,
);

const link = Type.Object(
  {
    portal: number("The account that may act for the other."),
    client: number("The account it may act for."),
    ceiling: Type.Optional(
      rights("All that may be done over the link. `*` in a new link. Another ceiling makes the link anew."),
    ),
  },
  strict,
);

const user = Type.Object(
  {
    email: Type.String({ minLength: 3, expected: "an e-mail address", description: "Tells users apart, in any case." }),
    name: name("The user's name."),
    kind: Type.Optional(Type.String({ minLength: 1, expected: "a word", description: "A label of yours." })),
    mainAccount: Type.Optional(number("The account of calls that name none; one that the user can use.")),
    initialPassword: Type.Optional(
      Type.String({
        expected: "a text",
        description: "Counts only when the user is made, and is marked as one that others know.",
      }),
    ),
    memberships: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Array(Type.String({ expected: "a role" }), {
          expected: "a list of roles",
          description: "The roles in the account of that number.",
        }),
        { expected: "account numbers, each with a list of roles", description: "Replaces all that the user has." },
      ),
    ),
    enabled: Type.Optional(Type.Boolean({ description: "Whether the user may sign in. `true` in a new user." })),
  },
  strict,
);

/** The members of directory.yaml. A default here would overwrite what is there: `apply` leaves it as it is. */
export const directorySchema = Type.Object(
  {
    accounts: Type.Array(account, { default: [], expected: "a list of accounts", description: "The accounts." }),
    roles: Type.Array(role, { default: [], expected: "a list of roles", description: "Named lists of rights." }),
    links: Type.Array(link, {
      default: [],
      expected: "a list of links",
      description: "Which account, the portal, may act for which other.",
    }),
    users: Type.Array(user, { default: [], expected: "a list of users", description: "The users." }),
  },
  strict,
);

export type DirectoryContent = Static<typeof directorySchema>;

export interface DirectorySource {
  readonly text: string;
  readonly file: string;
  readonly accountForm: AccountForm;
  /** Undefined for an API without a description. */
  readonly rights: RightNames | undefined;
}

export type DirectoryResult = { readonly directory: DirectoryContent } | { readonly problems: readonly Problem[] };

/** Reads directory.yaml. All problems at once, each with its line; with one there is nothing to apply. */
export function readDirectory(source: DirectorySource): DirectoryResult {
  const read = readSource(source.text, source.file);
  if ("problems" in read) return read;
  const { root } = read.document;
  const findings = new Findings(read.document);
  const directory = readSection(directorySchema, root, findings);
  const accounts = items(member(root, "accounts"));
  for (const at of accounts) checkNumber(member(at, "number"), source, findings);
  const rules = rightRulesOf(source.rights);
  for (const at of [...accounts, ...items(member(root, "roles"))]) checkRights(member(at, "rights"), rules, findings);
  for (const at of items(member(root, "links"))) checkRights(member(at, "ceiling"), rules, findings);
  refuseTwice(root, "accounts", "number", findings);
  refuseTwice(root, "roles", "name", findings);
  const { problems } = findings;
  return problems.length > 0 || directory === undefined ? { problems } : { directory };
}

function checkNumber(at: Located, { accountForm }: DirectorySource, findings: Findings): void {
  if (typeof at.value !== "string" || isAccountNumber(accountForm, at.value)) return;
  const { prefix, length, characters } = accountForm;
  findings.add(at, `must be "${prefix}" and ${length} characters ${characters}`);
}

function refuseTwice(root: Located, list: string, name: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const entry of items(member(root, list))) {
    const at = member(entry, name);
    if (typeof at.value !== "string") continue;
    if (seen.has(at.value)) findings.add(at, `${at.value} stands here twice`);
    seen.add(at.value);
  }
}

function checkRights(at: Located, rules: RightRules, findings: Findings): void {
  for (const each of items(at)) {
    if (typeof each.value !== "string") continue;
    const right = parseRight(each.value);
    const problem = "problem" in right ? right.problem : rightProblem(right, rules);
    if (problem !== undefined) findings.add(each, problem);
  }
}
