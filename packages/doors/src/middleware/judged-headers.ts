import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { HeaderPairs } from "@clavis/core";

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
    if (describesMessage(name)) raw.push(name, received[at + 1] ?? "");
  }
  for (const text of judged) raw.push(text);
  request.rawHeaders = raw;
  Object.defineProperties(request, views);
}

/** What the application's own server still needs to read the message: no identity and no credential among them. */
function describesMessage(name: string): boolean {
  const { length } = name;
  if (length !== 4 && length !== 6 && length !== 7 && length !== 10 && length !== 17) return false;
  return /^(?:host|expect|upgrade|connection|transfer-encoding)$/i.test(name);
}

/** Made when they are first read, as Node's own: most applications read one of them or none. */
const views = {
  headers: viewOf("headers", merged),
  headersDistinct: viewOf("headersDistinct", distinct),
};

function viewOf<View>(name: string, make: (raw: readonly string[]) => View): PropertyDescriptor {
  const settle = (request: IncomingMessage, value: View): View => {
    Object.defineProperty(request, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  return {
    configurable: true,
    enumerable: true,
    get(this: IncomingMessage): View {
      return settle(this, make(this.rawHeaders));
    },
    set(this: IncomingMessage, value: View) {
      settle(this, value);
    },
  };
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
