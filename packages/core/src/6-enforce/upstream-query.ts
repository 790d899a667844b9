import { queryPairs } from "../kernel/query.ts";

/** The query as sent, byte for byte, less the parameters that carry credentials; undefined when nothing is left. */
export function upstreamQuery(query: string | undefined, credentials: ReadonlySet<string>): string | undefined {
  if (query === undefined || credentials.size === 0) return query;
  const gone = queryPairs(query).filter(({ name }) => credentials.has(name));
  if (gone.length === 0) return query;
  const rest = gone.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end + 1), query);
  const kept = gone.at(-1)?.end === query.length ? rest.slice(0, -1) : rest;
  return kept === "" ? undefined : kept;
}
