import type { Call } from "./example.ts";

/** An environment as its callers see it. */
export interface Target {
  readonly origin: string;
  /** The listener's `host:port`, where the host's name leads elsewhere. */
  readonly connectTo?: string;
  /** A key that works there, and whether it says who calls, or only which application. */
  readonly key: { readonly secret: string; readonly owner: "account" | "application" };
}

/** A call as two lines to paste into a shell: a comment with the status to expect, and the command. */
export function curlLines({ status, why, ...call }: Call, { origin, connectTo, key }: Target): string {
  const { method, path, body, user, account } = call;
  const parts = ["curl", "-i"];
  if (connectTo !== undefined) parts.push("--connect-to", quoted(`::${connectTo}`));
  if (method !== "GET") parts.push("-X", method);
  if (user !== undefined) parts.push("-u", quoted(user));
  else if (key.owner === "account") parts.push("-H", quoted(`X-API-Key: ${key.secret}`));
  if (account !== undefined) parts.push("-H", quoted(`X-AccountId: ${account}`));
  if (body !== undefined) parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(body));
  return `  # ${status}: ${why}\n  ${[...parts, quoted(origin + path.replaceAll("{key}", key.secret))].join(" ")}\n`;
}

/** In single quotes, for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
