import { unpaddedText } from "./hash-format.ts";

/** An argon2 hash with what it was made with. */
export interface Argon2Hash {
  readonly variant: "argon2id" | "argon2i" | "argon2d";
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

/** Salts of at least 8 bytes (RFC 9106 section 3.1), tags of at least 16; both of at most 64. */
const form =
  /^\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
/** A stored hash may not ask for more than this, 1 GiB: whoever restores a backup is not to stop the server. */
const maxMemory = 1024 * 1024;

/** Reads a PHC string. Undefined for anything but argon2 version 1.3 within the bounds. */
export function parseArgon2(phc: string): Argon2Hash | undefined {
  const [, variant, memory, passes, parallelism, salt = "", tag = ""] = form.exec(phc) ?? [];
  const hash = {
    variant: variant === "argon2i" || variant === "argon2d" ? variant : "argon2id",
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  } as const;
  return isPossible(hash) ? hash : undefined;
}

/** RFC 9106 section 3.1: at least 8 KiB a lane. Not so for the NaN of a string of another form. */
const isPossible = ({ memory, passes, parallelism }: Argon2Hash): boolean =>
  parallelism >= 1 && passes >= 1 && memory >= 8 * parallelism && memory <= maxMemory;

export const formatArgon2 = ({ variant, memory, passes, parallelism, salt, tag }: Argon2Hash): string =>
  `$${variant}$v=19$m=${memory},t=${passes},p=${parallelism}$${unpaddedText(salt)}$${unpaddedText(tag)}`;
