/** One `name=value` of a query: its decoded name, and where it stands in the query. */
export interface QueryPair {
  readonly name: string;
  /** Undefined where it can not be decoded. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Most names and values have nothing to decode. */
const encoded = /[%+]/;

/** `+` is a blank and escapes are UTF-8 (application/x-www-form-urlencoded); undefined where they are not. */
function decode(text: string): string | undefined {
  if (!encoded.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The pairs of a query in order. A name that can not be decoded stays as sent. */
export function queryPairs(query: string): QueryPair[] {
  const pairs: QueryPair[] = [];
  for (let start = 0; start <= query.length; ) {
    const mark = query.indexOf("&", start);
    const end = mark < 0 ? query.length : mark;
    const text = query.slice(start, end);
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    if (text !== "")
      pairs.push({ name: decode(name) ?? name, value: equals < 0 ? "" : decode(text.slice(equals + 1)), start, end });
    start = end + 1;
  }
  return pairs;
}
