/** A stored hash, read: with what it takes to verify a password. */
export interface ReadHash {
  readonly kind: "read";
  /** Whether this is the password. Takes as long as the hash asks for; never on the main thread. */
  readonly verify: (password: string) => Promise<boolean>;
}

/** What keeps a hash from being used; never repeats it. */
export interface HashFlaw {
  readonly kind: "flaw";
  readonly detail: string;
}

/** One way of writing hashes down. */
export interface HashFormat {
  /** Whether a text means to be of this format, well written or not. */
  readonly claims: (text: string) => boolean;
  readonly read: (text: string) => ReadHash | HashFlaw;
}

export const flaw = (detail: string): HashFlaw => ({ kind: "flaw", detail });

/** The bytes of base64 without padding; undefined where they would not be written so again. */
export function unpaddedBytes(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return unpaddedText(bytes) === text ? bytes : undefined;
}

export const unpaddedText = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
