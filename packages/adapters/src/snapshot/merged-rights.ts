import { parsedJson } from "./parsed-json.ts";

/**
 * Several stored right lists as one, in their order: a right that refuses in one of them refuses in all. Gives what
 * grants nothing when one of them is no list: leaving it out could lift a refusal.
 */
export function mergedRights(lists: readonly string[]): string {
  const [first] = lists;
  if (first !== undefined && lists.length === 1) return first;
  const values = lists.map(parsedJson);
  return values.every(Array.isArray) ? JSON.stringify(values.flat()) : "[]";
}
