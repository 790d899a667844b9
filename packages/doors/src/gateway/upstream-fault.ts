import type { Code } from "@clavis/core";

const timeouts: ReadonlySet<unknown> = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);
/** Our own mistakes: undici refuses to send what we gave it. */
const mistakes: ReadonlySet<unknown> = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"]);

export interface UpstreamFault {
  readonly code: Code;
  /** For the caller: says nothing of what stands behind Clavis (SECURITY HTT-09). */
  readonly detail: string;
  /** For the operator: the error's own code, such as ECONNREFUSED. */
  readonly values: { readonly cause: string };
}

/** What an error of undici or of a socket means to the caller. */
export function upstreamFault(error: unknown): UpstreamFault {
  const reason = error instanceof Error && "code" in error ? error.code : undefined;
  const values = { cause: typeof reason === "string" ? reason : "unknown" };
  if (timeouts.has(reason)) return { code: "upstream_timeout", detail: "The API did not answer in time.", values };
  if (mistakes.has(reason)) return { code: "internal", detail: "The request could not be forwarded.", values };
  return { code: "upstream_unavailable", detail: "The API could not be reached, or broke off its answer.", values };
}
