import { type AccountForm, isAccountNumber, parseRight } from "@clavis/core";
import Type, { type Static } from "typebox";
import { Findings } from "../description/findings.ts";
import { items, type Located, member } from "../description/located.ts";
import type { Problem } from "../description/problem.ts";
import { type RightNames, rightProblem } from "../description/right-names.ts";
import { readSource } from "../description/source-document.ts";
import { readSection } from "./section.ts";

/** The members of directory.yaml. A default here would overwrite what an account has: `apply` leaves it as it is. */
export const directorySchema = Type.Object(
  {
    accounts: Type.Array(
      Type.Object(
        {
          number: Type.String({ expected: "an account number", description: "The account number." }),
          name: Type.String({
            minLength: 1,
            maxLength: 100,
            expected: "a name of 1 to 100 characters",
            description: "Whom the account belongs to.",
          }),
          rights: Type.Optional(
            Type.Array(Type.String({ expected: "a right" }), {
              expected: "a list of rights",
              description: "A ceiling over everything done in the account. `*` in a new account.",
            }),
          ),
          enabled: Type.Optional(
            Type.Boolean({ description: "Whether anything may be done in the account. `true` in a new account." }),
          ),
        },
        { additionalProperties: false },
      ),
      { default: [], expected: "a list of accounts", description: "The accounts." },
    ),
  },
  { additionalProperties: false },
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
  const seen = new Set<string>();
  for (const at of items(member(root, "accounts"))) checkAccount(at, seen, source, findings);
  const { problems } = findings;
  return problems.length > 0 || directory === undefined ? { problems } : { directory };
}

function checkAccount(
  at: Located,
  seen: Set<string>,
  { accountForm, rights }: DirectorySource,
  findings: Findings,
): void {
  const place = member(at, "number");
  if (typeof place.value === "string") {
    const { prefix, length, characters } = accountForm;
    if (!isAccountNumber(accountForm, place.value))
      findings.add(place, `must be "${prefix}" and ${length} characters ${characters}`);
    if (seen.has(place.value)) findings.add(place, `the account ${place.value} stands here twice`);
    seen.add(place.value);
  }
  for (const text of items(member(at, "rights"))) checkRight(text, rights, findings);
}

function checkRight(at: Located, names: RightNames | undefined, findings: Findings): void {
  if (typeof at.value !== "string") return;
  const right = parseRight(at.value);
  const problem = "problem" in right ? right.problem : rightProblem(right, names);
  if (problem !== undefined) findings.add(at, problem);
}
