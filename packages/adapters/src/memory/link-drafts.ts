import { DirectoryError, type Link } from "@clavis/directory";
import { expectAccount } from "./account-drafts.ts";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function linksFrom({ links }: MemoryDrafts, portal: string): readonly Link[] {
  const found = links.values().filter((link) => link.portal === portal);
  return found.toSorted((one, other) => (one.client < other.client ? -1 : 1));
}

export function linksTo({ links }: MemoryDrafts, client: string): readonly Link[] {
  const found = links.values().filter((link) => link.client === client);
  return found.toSorted((one, other) => (one.portal < other.portal ? -1 : 1));
}

export function insertLink(drafts: MemoryDrafts, link: Link): void {
  const { id, portal, client } = link;
  expectAccount(drafts, portal);
  expectAccount(drafts, client);
  if (drafts.links.values().some((known) => known.id === id || (known.portal === portal && known.client === client)))
    throw new DirectoryError("conflict", `"${portal}" is linked to "${client}" already`);
  drafts.links.set(id, link);
}

export function removeLink({ links }: MemoryDrafts, id: string): void {
  if (links.get(id) === undefined) throw new DirectoryError("not_found", `there is no link "${id}"`);
  links.delete(id);
}
