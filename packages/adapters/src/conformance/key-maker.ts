import { type Actor, compileRights, type KeyMaker } from "@clavis/directory";

/** A caller who makes keys, limited by these lists of rights; without links and bounds where none are given. */
export const keyMaker = (
  actor: Actor,
  limits: readonly (readonly string[])[],
  { links = [], bounds }: Partial<Pick<KeyMaker, "links" | "bounds">> = {},
): KeyMaker => ({ actor, limits: limits.map(compileRights), links, bounds });
