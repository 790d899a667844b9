import { numberOf } from "../id/sortable-id.ts";

/** 192 bits. */
const randomLength = 24;
const digits = randomLength * 2;
const form = /^[0-9a-f]{48}$/;

/** The value of a session's cookie: 48 lower-case hexadecimal digits, all of them random. */
export const generateSessionSecret = (randomBytes: (count: number) => Uint8Array): string =>
  numberOf(randomBytes(randomLength)).toString(16).padStart(digits, "0");

/** True for a text that can be the value of a session's cookie: any other one needs no look-up. */
export const isSessionSecretForm = (text: string): boolean => form.test(text);

const encoder = new TextEncoder();

/**
 * What is stored in place of the secret: its SHA-256. Without a key and without cost: nobody can go through 192 random
 * bits, and a database that was stolen holds no value that a cookie could carry.
 */
export const sessionDigest = (sha256: (bytes: Uint8Array) => Uint8Array, secret: string): Uint8Array =>
  sha256(encoder.encode(secret));
