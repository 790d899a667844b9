import { codes } from "../kernel/code.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** One member of a body that is not valid. */
export interface ProblemMember {
  /** A path such as `rights[1]`; empty for the whole body. */
  readonly member: string;
  readonly detail: string;
}

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
  { code, detail }: Pick<Refusal, "code" | "detail">,
  status: number,
  requestId: string,
  errorBase: string,
): Problem {
  return { type: errorBase + code, title: codes[code].title, status, code, detail, requestId };
}
