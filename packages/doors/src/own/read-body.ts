import { headerValue, headerValues, isCaller } from "@clavis/core";
import type { Exchange } from "../exchange/exchange.ts";
import { CallFault } from "./call-fault.ts";
import { formFields } from "./parameters.ts";
import { parseStrictJson } from "./strict-json.ts";

const maxBytes = 64 * 1024;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;

const formType = /^application\/x-www-form-urlencoded[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;

/**
 * These must be declared as JSON even where the body may be left out: what a page of another site can send without being
 * asked first (a form, a text) then never gets to an operation that a browser would add its Basic credentials to
 * (SECURITY SES-05). Of a session's cookie it is known already that the page may use it.
 */
const takesBody: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * Reads and parses the body of one of Clavis's own operations; undefined where there is none. JSON, or a form where the
 * operation takes one. Throws `CallFault`: 413 over 64 KiB, 415 for another media type or a content coding, 400 for what
 * `parseStrictJson` or `queryParameters` refuse. Never settles once the client is gone.
 */
export async function readBody(exchange: Exchange, acceptsForm: boolean): Promise<unknown> {
  const { request, framing } = exchange;
  const isBare = framing.length === 0 && headerValue(request.rawHeaders, "content-type") === undefined;
  const mayBeBare = acceptsForm || comesBySession(exchange);
  if (framing.length === 0 && (!takesBody.has(request.method ?? "") || (mayBeBare && isBare))) return undefined;
  const parse = parserOf(request.rawHeaders, acceptsForm);
  if (framing.length !== undefined && framing.length > maxBytes) throw tooLarge();
  if (framing.length === 0) return undefined;
  exchange.acceptBody();
  const bytes = await readBytes(exchange);
  return bytes.length === 0 ? undefined : parse(bytes);
}

function comesBySession({ judgement: { decision } }: Exchange): boolean {
  const { principal } = decision;
  return isCaller(principal) && principal.grant?.kind === "session";
}

type Parser = (bytes: Buffer) => unknown;

const parseForm: Parser = (bytes) => formFields(bytes.toString("latin1"));

function parserOf(headers: readonly string[], acceptsForm: boolean): Parser {
  const [type = "", ...more] = headerValues(headers, "content-type");
  if (headerValue(headers, "content-encoding") !== undefined)
    throw new CallFault("media_type_unsupported", "The body must not be compressed.");
  if (more.length === 0 && jsonType.test(type)) return parseStrictJson;
  if (more.length === 0 && acceptsForm && formType.test(type)) return parseForm;
  const also = acceptsForm ? " or application/x-www-form-urlencoded" : "";
  throw new CallFault("media_type_unsupported", `The body must be declared as application/json${also}.`);
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

/** The names in a parsed body that is an object; else none. */
export const membersOf = (body: unknown): readonly string[] =>
  typeof body === "object" && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
