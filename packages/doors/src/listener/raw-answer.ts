import { STATUS_CODES } from "node:http";
import type { Outcome } from "@clavis/core";

export interface RawAnswer {
  readonly status: number;
  /** Bytes of its body. */
  readonly length: number;
  /** The whole answer; the connection must be closed behind it. */
  readonly text: string;
}

/** A refusal as the text of an HTTP/1.1 answer, for connections on which Node gives no response object. */
export function rawAnswer(outcome: Outcome): RawAnswer {
  if (outcome.kind !== "answer") throw new TypeError("only a complete answer can be written to a bare connection");
  const { status, answerHeaders, body = "" } = outcome;
  const length = Buffer.byteLength(body);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
  for (let at = 0; at < answerHeaders.length; at += 2) lines.push(`${answerHeaders[at]}: ${answerHeaders[at + 1]}`);
  lines.push(`Date: ${new Date().toUTCString()}`, `Content-Length: ${length}`, "Connection: close");
  return { status, length, text: `${lines.join("\r\n")}\r\n\r\n${body}` };
}
