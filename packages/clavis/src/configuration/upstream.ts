import type { Findings } from "../description/findings.ts";
import type { Located } from "../description/located.ts";
import { isLoopback } from "./listen-address.ts";

/**
 * Reads an upstream as its origin. The path of a call is judged and forwarded as one string, so an upstream has none
 * of its own. A problem never repeats the URL: it could hold a password.
 */
export function readUpstream(text: string, at: Located, findings: Findings, warnings: Findings): string {
  const url = URL.parse(text);
  const problem = url === null ? "must be an origin such as http://127.0.0.1:3000" : problemOf(url);
  if (problem !== undefined || url === null) {
    findings.add(at, problem ?? "");
    return "";
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname.replace(/^\[|\]$/g, "")))
    warnings.add(at, "calls leave this machine without TLS: use https, or a network that nobody else can read");
  return url.origin;
}

function problemOf(url: URL): string | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:") return "must begin with http:// or https://";
  if (url.username !== "" || url.password !== "") return "must hold no user and no password";
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return "must end after host and port: the path of a call is forwarded as it is";
  return undefined;
}
