import type { Call } from "./example.ts";

/** A call as two lines to paste into a shell: a comment with the status to expect, and the command. */
export function curlLines({ status, why, method, path, body }: Call, origin: string, key: string): string {
  const parts = ["curl", "-i"];
  if (method !== "GET") parts.push("-X", method);
  parts.push("-H", quoted(`X-API-Key: ${key}`));
  if (body !== undefined) parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(body));
  return `  # ${status}: ${why}\n  ${[...parts, quoted(origin + path)].join(" ")}\n`;
}

/** In single quotes, for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
