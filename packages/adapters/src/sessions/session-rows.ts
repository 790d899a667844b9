import type { Session } from "@clavis/directory";

/** The last use of a session, to be written. */
export interface SessionUse {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly address: string | undefined;
}

/** What a call needs of the sessions, beside the port of the directory. */
export interface SessionRows {
  /** The session whose secret has this SHA-256, as the file is now. Synchronous. StoreUnavailable when it can not be read. */
  findByDigest(digest: Uint8Array): Session | undefined;
  /**
   * Writes uses in one transaction. A use earlier than the written one changes nothing, nor does one of a session that
   * has ended or is gone. Rejects with StoreUnavailable.
   */
  writeUses(uses: readonly SessionUse[]): Promise<void>;
}
