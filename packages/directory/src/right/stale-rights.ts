import type { Directory } from "../directory.ts";
import type { DirectoryStore, RightsHolder } from "../store/directory-store.ts";
import { rightProblems } from "./right-rules.ts";

/** A stored right that could not be written any more: the API description has changed behind it. */
export interface StaleRight {
  readonly holder: RightsHolder;
  /** Why it names nothing, or refuses what can not be refused. */
  readonly detail: string;
  /** True for one that refuses: what it refused is allowed now, without anybody having said so. */
  readonly refuses: boolean;
}

/**
 * The rights in the directory that no longer name what they did, with one that holds each list. Up to `limit` lists are
 * told of. Looks at each different list once, however many share it.
 */
export async function staleRights(
  { store, settings }: Pick<Directory, "store" | "settings">,
  limit: number,
): Promise<readonly StaleRight[]> {
  const flaws = new Map<string, readonly string[]>();
  const flawsOf = (text: string): readonly string[] => {
    const known = flaws.get(text) ?? rightProblems(settings.rights, "", [text]).map(({ detail }) => detail);
    flaws.set(text, known);
    return known;
  };
  const isStale = (text: string): boolean => flawsOf(text).length > 0;
  const lists = (await store.listRights()).filter((list) => list.some(isStale));
  // Refusals first: the limit must not hide one.
  const isGrave = (list: readonly string[]): boolean => list.some((text) => refuses(text) && isStale(text));
  const ordered = [...lists.filter(isGrave), ...lists.filter((list) => !isGrave(list))];
  const found = await heldOf(store, ordered, limit);
  return found.flatMap(({ holder, rights }) =>
    rights.flatMap((text) =>
      flawsOf(text).map((flaw) => ({ holder, detail: `"${text}": ${flaw}`, refuses: refuses(text) })),
    ),
  );
}

const refuses = (text: string): boolean => text.startsWith("!");

interface HeldList {
  readonly holder: RightsHolder;
  readonly rights: readonly string[];
}

/** The first of the lists that something still has. */
async function heldOf(
  store: DirectoryStore,
  lists: readonly (readonly string[])[],
  limit: number,
): Promise<readonly HeldList[]> {
  const held: HeldList[] = [];
  for (const rights of lists) {
    if (held.length === limit) break;
    const holder = await store.findRightsHolder(rights);
    if (holder !== undefined) held.push({ holder, rights });
  }
  return held;
}
