import type { Answer } from "./call.ts";

/** An answer, read. `code` and `members` are those of a problem document. */
export interface Reply extends Answer {
  readonly code: string | undefined;
  readonly members: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

export function readReply(answer: Answer): Reply {
  const isJson = /json/.test(String(answer.headers["content-type"])) && answer.text !== "";
  const body: Record<string, unknown> = isJson ? JSON.parse(answer.text) : {};
  const problems = (body["problems"] ?? []) as readonly { readonly member: string }[];
  const code = body["code"] as string | undefined;
  return { ...answer, code, members: problems.map(({ member }) => member), body };
}

/** `200`, `403 right_missing`. */
export const outcomeOf = ({ status, code }: Reply): string =>
  code === undefined ? String(status) : `${status} ${code}`;
