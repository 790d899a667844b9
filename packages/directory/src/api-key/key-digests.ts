/** What the store keeps of a secret. */
export interface KeyDigest {
  /** Keyed digest, 32 bytes. */
  readonly digest: Uint8Array;
  /** The version of the pepper it is keyed with. */
  readonly pepper: number;
}

/** Keyed digests of key secrets (DESIGN 5.3). The pepper stays with the one who implements this. */
export interface KeyDigests {
  digest(secret: string): KeyDigest;
}
