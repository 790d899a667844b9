import type { Call } from "./example.ts";

/** A call as two lines to paste into a shell: a comment with the status to expect, and the command. */
export function curlLines({ status, why, ...call }: Call, origin: string, key: string): string {
  const { method, path, body, user, account } = call;
  const parts = ["curl", "-i"];
  if (method !== "GET") parts.push("-X", method);
  if (user === undefined) parts.push("-H", quoted(`X-API-Key: ${key}`));
  else parts.push("-u", quoted(user));
  if (account !== undefined) parts.push("-H", quoted(`X-AccountId: ${account}`));
  if (body !== undefined) parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(body));
  return `  # ${status}: ${why}\n  ${[...parts, quoted(origin + path)].join(" ")}\n`;
}

/** In single quotes, for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
