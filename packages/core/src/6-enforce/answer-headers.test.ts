import assert from "node:assert/strict";
import { test } from "node:test";
import { operation } from "../../test/sample.ts";
import { answerHeaders } from "./answer-headers.ts";

const outcome = {
  kind: "forward",
  operation: operation("GET", "/a"),
  method: "GET",
  target: "/a",
  headers: [],
  answerHeaders: ["Clavis-Request-Id", "ours"],
  ownCookies: new Set(["_session_id"]),
  replaced: new Set(["clavis-request-id", "access-control-allow-origin"]),
} as const;

test("an answer loses its own connection's headers and those that Clavis sets, and keeps the rest in order", () => {
  const upstream = [
    ...["Content-Type", "text/plain", "Connection", "close, X-Hop", "x-hop", "1", "Keep-Alive", "timeout=5"],
    ...["CLAVIS-Request-ID", "forged", "Access-Control-Allow-Origin", "*", "Transfer-Encoding", "chunked"],
    ...["Set-Cookie", "a=1", "set-cookie", "b=2", "__proto__", "x", "Trailer", "X-Sum"],
  ];
  assert.deepEqual(answerHeaders(outcome, upstream), [
    ...["Content-Type", "text/plain", "Set-Cookie", "a=1", "set-cookie", "b=2", "__proto__", "x", "Trailer", "X-Sum"],
    ...["Clavis-Request-Id", "ours"],
  ]);
});

test("SES-01: an upstream can set no cookie that carries credentials of ours, in any spelling a browser takes for it", () => {
  const upstream = ["Set-Cookie", "_session_id=x; Path=/", "set-cookie", " _session_id =y", "Set-Cookie", "other=1"];
  assert.deepEqual(answerHeaders(outcome, upstream), ["Set-Cookie", "other=1", "Clavis-Request-Id", "ours"]);
});

test("HTT-04: an upstream's Connection can not take away the length or what Clavis says", () => {
  const upstream = ["Connection", "content-length, clavis-request-id", "Content-Length", "2"];
  assert.deepEqual(answerHeaders(outcome, upstream), ["Content-Length", "2", "Clavis-Request-Id", "ours"]);
});
