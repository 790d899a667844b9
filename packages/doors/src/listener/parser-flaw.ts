import type { DoorFlaw } from "@clavis/core";

/** What an error of Node's HTTP parser or its timers says about a request; undefined where only the connection broke. */
export function parserFlaw(error: Error): DoorFlaw | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "HPE_HEADER_OVERFLOW")
    return { code: "headers_too_large", detail: "The request line and headers are larger than this listener accepts." };
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return { code: "content_too_large", detail: "The chunk extensions of the body are too large." };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return { code: "request_timeout", detail: "The request did not arrive in time." };
  if (code === "HPE_INVALID_EOF_STATE")
    return { code: "request_malformed", detail: "The connection ended in the middle of the request." };
  if (code.startsWith("HPE_"))
    return { code: "request_malformed", detail: "The request breaks the rules of HTTP/1.1." };
  return undefined;
}
