import { codes } from "../kernel/code.ts";
import type { ProblemMember, Refusal } from "../kernel/refusal.ts";

/** RFC 9457 problem details with the members of DESIGN 5.6. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly problems?: readonly ProblemMember[];
}

/** The public face of a refusal; its `values` stay inside. */
export function problemOf(
  { code, detail, problems }: Pick<Refusal, "code" | "detail" | "problems">,
  status: number,
  requestId: string,
  errorBase: string,
): Problem {
  const problem = { type: errorBase + code, title: codes[code].title, status, code, detail, requestId };
  return problems === undefined ? problem : { ...problem, problems };
}
