import { canonicalJson } from "../audit/canonical-json.ts";
import { type LinkSpec, linkView } from "../link/link.ts";
import { placeProblems } from "../link/link-rules.ts";
import { deleteLink, insertLink } from "../link/write-link.ts";
import type { Applying } from "./apply-directory.ts";
import { type DirectoryDifference, linkName } from "./directory-document.ts";

/** Makes links, and makes those anew whose ceiling is another one. Gives what it did. */
export async function applyLinks(
  applying: Applying,
  specs: readonly LinkSpec[],
): Promise<readonly DirectoryDifference[]> {
  const differences: DirectoryDifference[] = [];
  for (const [at, spec] of specs.entries()) differences.push(...(await applyLink(applying, spec, `links[${at}].`)));
  return differences;
}

async function applyLink(
  { directory, change, actor, problems }: Applying,
  spec: LinkSpec,
  path: string,
): Promise<readonly DirectoryDifference[]> {
  const object = { objectKind: "link", objectId: linkName(spec) } as const;
  const before = (await change.linksFrom(spec.portal)).find(({ client }) => client === spec.client);
  const { ceiling = before?.ceiling ?? ["*"] } = spec;
  if (before !== undefined && canonicalJson(before.ceiling) === canonicalJson(ceiling)) return [];
  const differences: DirectoryDifference[] = [];
  if (before !== undefined) {
    await deleteLink(directory, change, actor, before);
    differences.push({ action: "link.remove", ...object, before: linkView(before), after: {} });
  }
  const flaws = await placeProblems(change, spec, path);
  problems.push(...flaws);
  if (flaws.length > 0) return [];
  const link = await insertLink(directory, change, actor, { ...spec, ceiling });
  return [...differences, { action: "link.create", ...object, before: undefined, after: linkView(link) }];
}
