import type { Code } from "@clavis/core";

/** Why a call of one of Clavis's own operations can not be read. The message is public. */
export class CallFault extends Error {
  override readonly name = "CallFault";
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}
