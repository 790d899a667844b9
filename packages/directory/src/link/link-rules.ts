import type { DirectorySettings } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { rightProblems } from "../right/right-rules.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import type { Link, LinkSpec } from "./link.ts";

/** How many links may follow one another; core's `findChain` looks no further. */
const maxDepth = 4;

/** Everything wrong with a link's own members. `path` goes before each member's name. */
export const linkProblems = (
  settings: DirectorySettings,
  { portal, client, ceiling = [] }: LinkSpec,
  path: string,
): readonly ProblemMember[] => [
  ...(portal === client ? [{ member: `${path}client`, detail: "an account can not be linked to itself" }] : []),
  ...rightProblems(settings.rights, `${path}ceiling`, ceiling),
];

type Links = Pick<DirectoryChange, "findAccount" | "linksFrom" | "linksTo">;

/** What is wrong with a new link between these accounts in this directory: unknown accounts, a circle, too long a chain. */
export async function placeProblems(
  links: Links,
  { portal, client }: LinkSpec,
  path: string,
): Promise<readonly ProblemMember[]> {
  const problems: ProblemMember[] = [];
  for (const [member, number] of Object.entries({ portal, client }))
    if ((await links.findAccount(number)) === undefined)
      problems.push({ member: `${path}${member}`, detail: `there is no account "${number}"` });
  if (problems.length > 0 || portal === client) return problems;
  const above = await levelsFrom(portal, (number) => links.linksTo(number), portalOf);
  if (above.flat().includes(client))
    return [
      { member: `${path}client`, detail: `"${client}" already reaches "${portal}": the links would form a circle` },
    ];
  const below = await levelsFrom(client, (number) => links.linksFrom(number), clientOf);
  if (above.length + 1 + below.length <= maxDepth) return [];
  return [{ member: `${path}client`, detail: `more than ${maxDepth} links would follow one another` }];
}

const portalOf = ({ portal }: Link): string => portal;
const clientOf = ({ client }: Link): string => client;

/**
 * The accounts at one link's distance, at two, and so on; their number is the length of the longest chain, as an account
 * stands at each of its distances. Links form no circle, so it ends.
 */
async function levelsFrom(
  start: string,
  linksOf: (number: string) => Promise<readonly Link[]>,
  otherEnd: (link: Link) => string,
): Promise<readonly (readonly string[])[]> {
  const levels: string[][] = [];
  let level = new Set([start]);
  while (levels.length <= maxDepth) {
    const next = new Set<string>();
    for (const number of level) for (const link of await linksOf(number)) next.add(otherEnd(link));
    if (next.size === 0) break;
    levels.push([...next]);
    level = next;
  }
  return levels;
}

/**
 * True when someone with memberships in these accounts can act in this one: itself, or over at most four links through
 * enabled accounts. What core's `findChain` will say, asked of the store.
 */
export async function canReach(links: Links, memberships: ReadonlySet<string>, wanted: string): Promise<boolean> {
  let level = await enabledOf(links, [wanted]);
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    if (level.some((number) => memberships.has(number))) return true;
    const portals = new Set<string>();
    for (const number of level) for (const { portal } of await links.linksTo(number)) portals.add(portal);
    level = await enabledOf(links, [...portals]);
  }
  return false;
}

async function enabledOf(links: Links, numbers: readonly string[]): Promise<readonly string[]> {
  const enabled: string[] = [];
  for (const number of numbers) if ((await links.findAccount(number))?.enabled) enabled.push(number);
  return enabled;
}
