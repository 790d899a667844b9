/** Where a command reads and writes. Tests give their own. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who acts, for the audit log. */
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
  /** One line typed by the person; rejects at the end of input. */
  ask(question: string): Promise<string>;
  /**
   * One line that is not shown while it is typed; without a person, the first line of standard input. Rejects at the end
   * of input.
   */
  askSecret(question: string): Promise<string>;
  /** Resolves when the person or the system ends the command. */
  readonly stopped: AbortSignal;
}
