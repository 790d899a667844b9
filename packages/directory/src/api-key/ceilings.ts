import type { GivenBy, Giver } from "../right/giver.ts";
import type { KeyOwner } from "./key-owner.ts";

/** The right lists above a new key, each once: what limited its maker, or its owner's own rights under an operator. */
export function ceilingsOf(
  creator: GivenBy,
  owner: { readonly rights: readonly string[] },
): readonly (readonly string[])[] {
  return typeof creator === "string" ? [owner.rights] : limitingLists(creator);
}

/** What limits a giver, each list once. */
export function limitingLists(giver: Giver): readonly (readonly string[])[] {
  const lists = new Map(giver.limits.map(({ texts }) => [JSON.stringify(texts), texts]));
  // `*` beside others limits nothing.
  const limiting = [...lists.values()].filter((texts) => !isEverything(texts));
  return limiting.length > 0 ? limiting : [everything];
}

/** What a key gets when nothing is asked for: all that its ceilings leave. */
export function grantedRights({ kind }: KeyOwner, ceilings: readonly (readonly string[])[]): readonly string[] {
  const [only, ...others] = ceilings;
  return kind === "application" || only === undefined || others.length > 0 ? everything : only;
}

const everything: readonly string[] = ["*"];
const isEverything = (texts: readonly string[]): boolean => texts.length === 1 && texts[0] === "*";
