import { connect } from "node:net";
import type { HeaderPairs } from "@clavis/core";
import type { CaseRequest } from "../door.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: HeaderPairs;
  readonly body: string;
}

const patience = 5000;

/**
 * Sends a request byte for byte over a bare socket, from the address it names, and reads the one answer. Rejects when
 * none came within five seconds or the connection ended before its end.
 */
export function exchange(port: number, { method, target, headers, address, body }: CaseRequest): Promise<RawAnswer> {
  const lines = [`${method} ${target} HTTP/1.1`];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  const socket = connect({ port, host: "127.0.0.1", localAddress: address });
  socket.setEncoding("latin1");
  socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (body !== "") socket.write(body, "utf8");
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer to ${lines[0]}`)));
    socket.on("data", (chunk) => {
      text += chunk;
      const answer = readAnswer(text, method);
      if (answer === undefined) return;
      resolve(answer);
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`the connection ended with ${JSON.stringify(text)}`)));
  });
}

/** The answer, once it is whole. Everything in these tests has a length. */
function readAnswer(text: string, method: string): RawAnswer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.flatMap((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  const status = Number(first.split(" ")[1]);
  const lengthAt = headers.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === "content-length");
  const length = method === "HEAD" || status === 204 || status === 304 ? 0 : Number(headers[lengthAt + 1]);
  const body = text.slice(end + 4);
  return body.length < length ? undefined : { status, headers, body: Buffer.from(body, "latin1").toString() };
}
