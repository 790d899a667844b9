/** What several callers share, and an anchor binds as a whole. */
export type SharedHolder = "application" | "account" | "role";

/**
 * What the places of such a holder are kept under, behind the environment and a blank; those of a role have the user's
 * id behind another one. Neither kinds, environments nor ids hold blanks.
 */
export const sharedAnchor = (kind: SharedHolder, id: string): string => `${kind} ${id}`;

/** True for each place of such a holder: in every environment, and for every user of a role. */
export const isSharedAnchor = (cell: string, shared: string): boolean =>
  `${cell} `.startsWith(`${shared} `, cell.indexOf(" ") + 1);
