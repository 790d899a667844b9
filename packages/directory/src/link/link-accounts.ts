import { getAccount } from "../account/read-accounts.ts";
import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import { actorOf, type GivenBy, grantProblems } from "../right/giver.ts";
import type { LinkFilter } from "../store/directory-store.ts";
import { checkPage } from "../store/page.ts";
import type { Link, LinkSpec } from "./link.ts";
import { linkProblems, placeProblems } from "./link-rules.ts";
import { deleteLink, insertLink } from "./write-link.ts";

/**
 * Lets one account act for another. Nothing of a link changes later: another ceiling is another link.
 *
 * DirectoryError `validation_failed` with every problem (unknown accounts, the account itself, a circle, more than four
 * links in a row), `right_missing` for a ceiling beyond what the giver holds, `conflict` when the two are linked already.
 */
export async function linkAccounts(directory: Directory, by: GivenBy, spec: LinkSpec): Promise<Link> {
  const { settings, store } = directory;
  const missing = grantProblems(by, "ceiling", spec.ceiling ?? ["*"]);
  return await store.change(async (change) => {
    const invalid = [...linkProblems(settings, spec, ""), ...(await placeProblems(change, spec, ""))];
    if (invalid.length + missing.length > 0) throw inputError(invalid, missing);
    return await insertLink(directory, change, actorOf(by), spec);
  });
}

/**
 * Ends a link, and with it every key that was made over it. `account`, where given, must be one of its two sides: to
 * others the link does not exist. DirectoryError `not_found`.
 */
export async function unlinkAccounts(directory: Directory, actor: Actor, id: string, account?: string): Promise<void> {
  await directory.store.change(async (change) => {
    const link = await change.findLink(id);
    if (link === undefined || (account !== undefined && account !== link.portal && account !== link.client))
      throw new DirectoryError("not_found", `there is no link "${id}"`);
    await deleteLink(directory, change, actor, link);
  });
}

/**
 * Links, oldest first. DirectoryError `not_found` when the filter names an account that does not exist,
 * `validation_failed` for a limit out of range.
 */
export async function listLinks(directory: Pick<Directory, "store">, filter: LinkFilter): Promise<readonly Link[]> {
  checkPage(filter);
  if (filter.account !== undefined) await getAccount(directory, filter.account);
  return await directory.store.listLinks(filter);
}
