import { hopByHop } from "../kernel/owned-header.ts";
import type { HeaderPairs, Outcome } from "./outcome.ts";

/** `trailer` stays: it announces fields that follow. */
const dropped: ReadonlySet<string> = new Set(hopByHop);

/**
 * The headers of the answer to the client: the upstream's, less those of its own connection and those Clavis sets,
 * then ours. Names and values in turn, the upstream's spelling kept.
 */
export function answerHeaders(outcome: Extract<Outcome, { kind: "forward" }>, upstream: HeaderPairs): string[] {
  const named = connectionNames(upstream);
  const headers: string[] = [];
  for (let at = 0; at < upstream.length; at += 2) {
    const name = (upstream[at] ?? "").toLowerCase();
    if (dropped.has(name) || named.has(name) || outcome.replaced.has(name)) continue;
    if (name === "set-cookie" && outcome.ownCookies.has(cookieName(upstream[at + 1] ?? ""))) continue;
    headers.push(upstream[at] ?? "", upstream[at + 1] ?? "");
  }
  headers.push(...outcome.answerHeaders);
  return headers;
}

/** As browsers read it (RFC 6265 section 5.2): blanks around a name are no part of it. */
const cookieName = (value: string): string => (value.split(";", 1)[0]?.split("=", 1)[0] ?? "").trim();

const none: ReadonlySet<string> = new Set();

function connectionNames(headers: HeaderPairs): ReadonlySet<string> {
  let names: Set<string> | undefined;
  for (let at = 0; at < headers.length; at += 2) {
    if ((headers[at] ?? "").toLowerCase() !== "connection") continue;
    names ??= new Set();
    for (const name of (headers[at + 1] ?? "").split(",")) names.add(name.trim().toLowerCase());
  }
  names?.delete("content-length");
  return names ?? none;
}
