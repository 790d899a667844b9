import type { Facts } from "../1-facts/facts.ts";
import { headerValue } from "../kernel/header.ts";
import type { Cors } from "../kernel/policy.ts";

/** The CORS headers of an answer to a listed origin (Fetch, section 3.3); none for any other. */
export function corsHeaders(facts: Facts, cors: Cors | undefined): string[] {
  const origin = cors === undefined ? undefined : headerValue(facts.headers, "origin");
  if (cors === undefined || origin === undefined || !cors.origins.has(origin)) return [];
  const headers = ["Access-Control-Allow-Origin", origin];
  if (cors.credentials) headers.push("Access-Control-Allow-Credentials", "true");
  const exposed = ["Clavis-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After", ...cors.exposed];
  return [...headers, "Access-Control-Expose-Headers", exposed.join(", ")];
}

/** What a preflight is told beside that: the methods of the path, and the headers a script may send. */
export function preflightHeaders(cors: Cors, allow: readonly string[], credentialHeaders: readonly string[]): string[] {
  const headers = [...new Set(["Content-Type", "X-AccountId", ...credentialHeaders, ...cors.allowedHeaders])];
  return [
    "Access-Control-Allow-Methods",
    allow.join(", "),
    "Access-Control-Allow-Headers",
    headers.join(", "),
    "Access-Control-Max-Age",
    String(cors.maxAge),
  ];
}

export const corsNames: readonly string[] = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-max-age",
];
