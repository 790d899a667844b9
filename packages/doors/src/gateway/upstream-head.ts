type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The head of an upstream's answer as names and values in turn, less what Node could not send with this status:
 * a length where there is no content by definition, and `Trailer` on an answer that is not chunked.
 */
export function answerPairs(status: number, headers: Headers): string[] {
  const bodiless = status === 204 || status === 205 || status === 304;
  const sized = "content-length" in headers;
  const pairs: string[] = [];
  for (const name of Object.keys(headers)) {
    if (name === "trailer" && (bodiless || sized)) continue;
    if (name === "content-length" && status === 204) continue;
    const value = headers[name];
    if (typeof value === "string") pairs.push(name, value);
    else for (const each of value ?? []) pairs.push(name, each);
  }
  return pairs;
}

/** What an upstream's early hints say of other resources (RFC 8297); their other fields are of no use ahead of time. */
export function hintedLinks({ link }: Headers): string[] {
  const links = typeof link === "string" ? [link] : (link ?? []);
  return links.filter((text) => /^[\t -~]+$/.test(text));
}

/** Server-sent events: recorded at both ends, and allowed to stay silent. */
export function isEventStream(headers: Headers): boolean {
  const type = headers["content-type"];
  return typeof type === "string" && /^text\/event-stream(?:[ \t]*;|[ \t]*$)/i.test(type);
}

/** Fields that mean something else, or something to Clavis's client, when they come late (RFC 9110 section 6.5.1). */
const unsafe =
  /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-.*|host|set-cookie2?|authorization|www-authenticate|proxy-.*|cache-control|vary|age|expires|date|location|retry-after|access-control-.*|clavis-.*|ratelimit.*)$/;

/** The trailer fields that may be passed on. */
export function safeTrailers(trailers: Headers): [string, string][] {
  return Object.entries(trailers).flatMap(([name, value]) => {
    if (unsafe.test(name) || value === undefined) return [];
    const values = typeof value === "string" ? [value] : value;
    return values.map((each): [string, string] => [name, each]);
  });
}
