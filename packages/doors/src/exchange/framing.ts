import type { IncomingMessage } from "node:http";
import type { DoorFlaw, HeaderPairs } from "@clavis/core";

/** How a request's body is delimited (RFC 9112 section 6.3). */
export interface Framing {
  /** Bytes of the body as declared; 0 without one, undefined where it is chunked. */
  readonly length: number | undefined;
  readonly flaw: DoorFlaw | undefined;
}

const bodiless: Framing = { length: 0, flaw: undefined };
const chunked: Framing = { length: undefined, flaw: undefined };
const flawed = (detail: string): Framing => ({ length: undefined, flaw: { code: "request_malformed", detail } });

const coded = flawed("The only transfer coding that is understood is chunked.");
const chunkedTooEarly = flawed("An HTTP/1.0 request can not be chunked.");
const badLength = flawed("The Content-Length is not a number of bytes.");

/**
 * Reads the framing of a request that Node's parser has accepted: it refuses doubled lengths and a length beside a
 * transfer coding. Other codings than chunked would be forwarded with their bytes but without their name: refused here.
 */
export function framingOf(request: IncomingMessage): Framing {
  const headers = request.rawHeaders;
  let framing = bodiless;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? "";
    if (name.length === 14 && name.toLowerCase() === "content-length") framing = sized(headers[at + 1] ?? "");
    else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      const coding = headers[at + 1] ?? "";
      if (request.httpVersionMinor === 0) return chunkedTooEarly;
      if (framing === chunked || coding.toLowerCase() !== "chunked") return coded;
      framing = chunked;
    }
  }
  return framing;
}

function sized(text: string): Framing {
  if (text === "0") return bodiless;
  const length = Number(text);
  return /^[0-9]+$/.test(text) && Number.isSafeInteger(length) ? { length, flaw: undefined } : badLength;
}

/** The headers of a whole answer with the length of its body; 204 and 304 have none. */
export function withLength(status: number, headers: HeaderPairs, body: string | undefined): HeaderPairs {
  if (body !== undefined) return [...headers, "Content-Length", String(Buffer.byteLength(body))];
  return status === 204 || status === 304 ? headers : [...headers, "Content-Length", "0"];
}
