/** What a secret sent to a user lets them do: choose their first password, or a new one. */
export type SecretPurpose = "invitation" | "reset";

/** A secret that a user was sent, as it is stored: never the secret itself. */
export interface UserSecret {
  /** SHA-256 of the secret: it holds 256 random bits, so that nothing could be gained by a slow hash. */
  readonly digest: Uint8Array;
  /** The user's id. */
  readonly user: string;
  readonly purpose: SecretPurpose;
  /** Milliseconds since the epoch; it works before that moment. */
  readonly expiresAt: number;
}
