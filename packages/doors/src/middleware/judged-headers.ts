import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { HeaderPairs } from "@clavis/core";

/** What the application's own server still needs to read the message: no identity and no credential among them. */
const ofTheMessage: ReadonlySet<string> = new Set(["host", "connection", "transfer-encoding", "expect", "upgrade"]);

/** Of these Node keeps the first value where one is repeated (its documentation of `message.headers`). */
const single: ReadonlySet<string> = new Set([
  ...["age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host"],
  ...["if-modified-since", "if-unmodified-since", "last-modified", "location", "max-forwards"],
  ...["proxy-authorization", "referer", "retry-after", "server", "user-agent"],
]);

/**
 * Puts the judged headers in the place of those received, in every view Node gives of them: credentials and spoofed
 * identity are gone, Clavis's identity headers are there. What describes the message itself stays.
 */
export function setJudgedHeaders(request: IncomingMessage, judged: HeaderPairs): void {
  const raw: string[] = [];
  const received = request.rawHeaders;
  for (let at = 0; at < received.length; at += 2) {
    const name = received[at] ?? "";
    if (ofTheMessage.has(name.toLowerCase())) raw.push(name, received[at + 1] ?? "");
  }
  raw.push(...judged);
  request.rawHeaders = raw;
  request.headers = merged(raw);
  request.headersDistinct = distinct(raw);
}

/** `message.headers` as Node makes it. */
function merged(raw: readonly string[]): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (let at = 0; at < raw.length; at += 2) add(headers, (raw[at] ?? "").toLowerCase(), raw[at + 1] ?? "");
  return headers;
}

function add(headers: IncomingHttpHeaders, name: string, value: string): void {
  // As an own member it would be new to every reader of this object; Node drops it as well.
  if (name === "__proto__") return;
  const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (name === "set-cookie") headers[name] = [...(headers[name] ?? []), value];
  else if (known === undefined) headers[name] = value;
  else if (!single.has(name)) headers[name] = `${known}${name === "cookie" ? "; " : ", "}${value}`;
}

function distinct(raw: readonly string[]): NodeJS.Dict<string[]> {
  const headers: NodeJS.Dict<string[]> = Object.create(null);
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    headers[name] = [...(headers[name] ?? []), raw[at + 1] ?? ""];
  }
  return headers;
}
