/** What a command can not do, in words for the person at the terminal. `usage` is a wrong call (exit code 2). */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: 1 | 2;

  constructor(message: string, kind: "failed" | "usage" = "failed") {
    super(message);
    this.exitCode = kind === "usage" ? 2 : 1;
  }
}
