import { type Account, type AccountSpec, accountView } from "../account/account.ts";
import { accountProblems } from "../account/account-rules.ts";
import { type AccountDraft, insertAccount, newAccount, updateAccount } from "../account/write-account.ts";
import { canonicalJson, type JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import type { Actor, Directory, DirectorySettings } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";

/** `directory.yaml`, read. */
export interface DirectoryDocument {
  readonly accounts: readonly AccountSpec[];
}

/** One difference between a document and the directory. */
export interface DirectoryDifference {
  readonly action: "account.create" | "account.update";
  readonly objectKind: "account";
  readonly objectId: string;
  /** The members that change; undefined for what is new. */
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** A difference together with what is to be written. */
interface Step {
  readonly before: Account | undefined;
  readonly draft: AccountDraft;
}

/**
 * Brings the directory to what the document says, in one transaction with an audit entry and a revision for each
 * change, and gives the changes. The same document a second time changes nothing. A member left out gets its default
 * in a new account and stays as it is in an existing one; an account left out stays as it is.
 *
 * DirectoryError `validation_failed` with every problem of the document; then nothing is changed.
 */
export async function applyDirectory(
  directory: Directory,
  actor: Actor,
  document: DirectoryDocument,
): Promise<readonly DirectoryDifference[]> {
  refuseFlaws(directory.settings, document);
  return await directory.store.change(async (change) => {
    const steps = await stepsOf(change, document, directory.clock());
    for (const { before, draft } of steps) {
      if (before === undefined) await insertAccount(directory, change, actor, draft);
      else await updateAccount(directory, change, actor, before, draft);
    }
    return steps.map(differenceOf);
  });
}

/** What `applyDirectory` would do now, without doing it. The same errors. */
export async function planDirectory(
  { settings, store, clock }: Directory,
  document: DirectoryDocument,
): Promise<readonly DirectoryDifference[]> {
  refuseFlaws(settings, document);
  const steps = await stepsOf(store, document, clock());
  return steps.map(differenceOf);
}

function refuseFlaws(settings: DirectorySettings, { accounts }: DirectoryDocument): void {
  const problems: ProblemMember[] = [];
  const seen = new Set<string>();
  for (const [at, spec] of accounts.entries()) {
    problems.push(...accountProblems(settings, spec, `accounts[${at}].`));
    if (seen.has(spec.number))
      problems.push({ member: `accounts[${at}].number`, detail: `"${spec.number}" stands in the document twice` });
    seen.add(spec.number);
  }
  if (problems.length > 0) throw inputError(problems);
}

async function stepsOf(
  accounts: { findAccount(number: string): Promise<Account | undefined> },
  document: DirectoryDocument,
  time: number,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const spec of document.accounts) {
    const before = await accounts.findAccount(spec.number);
    const draft = before === undefined ? newAccount(spec, time) : amended(before, spec);
    if (before === undefined || differs(before, draft)) steps.push({ before, draft });
  }
  return steps;
}

const amended = (before: Account, { name, rights, enabled }: AccountSpec): AccountDraft => ({
  ...before,
  name,
  rights: rights ?? before.rights,
  enabled: enabled ?? before.enabled,
});

const differs = (before: AccountDraft, after: AccountDraft): boolean =>
  canonicalJson(accountView(before)) !== canonicalJson(accountView(after));

function differenceOf({ before, draft }: Step): DirectoryDifference {
  const objectId = draft.number;
  if (before === undefined)
    return { action: "account.create", objectKind: "account", objectId, before, after: accountView(draft) };
  const members = changedMembers(accountView(before), accountView(draft));
  return { action: "account.update", objectKind: "account", objectId, ...members };
}
