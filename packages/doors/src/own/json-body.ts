import { headerValue, headerValues } from "@clavis/core";
import type { Exchange } from "../exchange/exchange.ts";
import { CallFault } from "./call-fault.ts";
import { parseStrictJson } from "./strict-json.ts";

const maxBytes = 64 * 1024;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;

/**
 * These must be declared as JSON even where the body may be left out: what a page of another site can send without being
 * asked first (a form, a text) then never gets to an operation that a browser would add its Basic credentials to
 * (SECURITY SES-05).
 */
const takesBody: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * Reads and parses the JSON body of one of Clavis's own operations; undefined where there is none. Throws `CallFault`:
 * 413 over 64 KiB, 415 for another media type or a content coding, 400 for what `parseStrictJson` refuses. Never
 * settles once the client is gone.
 */
export async function readJsonBody(exchange: Exchange): Promise<unknown> {
  const { request, framing } = exchange;
  if (framing.length === 0 && !takesBody.has(request.method ?? "")) return undefined;
  const types = headerValues(request.rawHeaders, "content-type");
  if (types.length !== 1 || !jsonType.test(types[0] ?? ""))
    throw new CallFault("media_type_unsupported", "The body must be declared as application/json.");
  if (headerValue(request.rawHeaders, "content-encoding") !== undefined)
    throw new CallFault("media_type_unsupported", "The body must not be compressed.");
  if (framing.length !== undefined && framing.length > maxBytes) throw tooLarge();
  if (framing.length === 0) return undefined;
  exchange.acceptBody();
  const bytes = await readBytes(exchange);
  return bytes.length === 0 ? undefined : parseStrictJson(bytes);
}

const tooLarge = (): CallFault => new CallFault("content_too_large", "The body is larger than 64 KiB.");

function readBytes(exchange: Exchange): Promise<Buffer> {
  const { request } = exchange;
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      exchange.bytesIn += chunk.length;
      if (exchange.bytesIn <= maxBytes) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
  });
}
