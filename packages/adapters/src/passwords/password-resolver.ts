import type { PasswordNeed, Resolution } from "@clavis/core";
import {
  canonicalEmail,
  canonicalPassword,
  type DirectoryStore,
  HasherBusy,
  type StoredPassword,
} from "@clavis/directory";
import { KeyDigester } from "../secret-key/key-digester.ts";
import type { Argon2Hasher } from "./argon2-hasher.ts";
import { type AttemptSource, LoginAttempts } from "./login-attempts.ts";
import { VerifiedPasswords } from "./verified-passwords.ts";

export interface PasswordResolverParts {
  readonly store: Pick<DirectoryStore, "findPassword">;
  readonly hasher: Argon2Hasher;
  readonly randomBytes: (count: number) => Uint8Array;
  /**
   * Keeps another hash of the same password, if the one it replaces is still there. The version stays. Called after the
   * answer; what it rejects with goes to `onError`.
   */
  readonly rehashed: (userId: string, replaced: StoredPassword, hash: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Seconds until a full queue has moved on. */
const busyFor = 2;
const overloaded: Resolution = { kind: "overloaded", retryAfter: busyFor };
const wrong: Resolution = { kind: "wrong" };

/**
 * Finds out whether a password is a user's: at once for a pair verified in the last minute, else by hashing it. An
 * unknown user, a disabled one, one without a password and a wrong password give the same answer in the same time
 * (SECURITY AUT-07). Rejects when the store can not be read.
 */
export class PasswordResolver {
  readonly #parts: PasswordResolverParts;
  readonly #digester: KeyDigester;
  readonly #attempts: LoginAttempts;
  readonly #verified = new VerifiedPasswords();
  /** What is being verified: whoever comes with the same waits for the same. */
  readonly #running = new Map<string, Promise<Resolution>>();

  constructor(parts: PasswordResolverParts) {
    this.#parts = parts;
    this.#digester = new KeyDigester(parts.randomBytes(32));
    this.#attempts = new LoginAttempts(parts.randomBytes);
  }

  /** `time` in milliseconds since the epoch. */
  resolve(need: PasswordNeed, time: number): Resolution | Promise<Resolution> {
    const source = this.#attempts.sourceOf(need.name, need.address);
    // Before anything else: who knows whether a password was right while delayed could go on guessing.
    const wait = this.#attempts.wait(source, time);
    if (wait > 0) return { kind: "throttled", retryAfter: Math.ceil(wait / 1000) };
    const digest = this.#digestOf(need);
    const { user } = need;
    if (user?.enabled && this.#verified.has(digest, time)) {
      this.#attempts.remember(source);
      return { kind: "genuine", userId: user.id, passwordVersion: user.passwordVersion };
    }
    return this.#running.get(digest) ?? this.#begin(need, source, digest, time);
  }

  #begin(need: PasswordNeed, source: AttemptSource, digest: string, time: number): Resolution | Promise<Resolution> {
    if (this.#parts.hasher.isFull) return overloaded;
    this.#attempts.begin(source, time);
    const running = this.#verify(need, source, digest, time).finally(() => this.#running.delete(digest));
    this.#running.set(digest, running);
    return running;
  }

  async #verify(need: PasswordNeed, source: AttemptSource, digest: string, time: number): Promise<Resolution> {
    const { user, password } = need;
    const { store, hasher } = this.#parts;
    try {
      const text = canonicalPassword(password);
      const stored = user?.enabled ? await store.findPassword(user.id) : undefined;
      const isGenuine = await hasher.verify(text, stored?.hash);
      if (!isGenuine || user === undefined || stored === undefined) return wrong;
      this.#attempts.succeed(source);
      if (stored.version === user.passwordVersion) this.#verified.add(digest, time);
      if (hasher.needsRehash(stored.hash)) setImmediate(() => this.#rehash(user.id, stored, text));
      return { kind: "genuine", userId: user.id, passwordVersion: stored.version };
    } catch (error) {
      this.#attempts.takeBack(source);
      if (error instanceof HasherBusy) return overloaded;
      throw error;
    }
  }

  /** Parameters that were raised reach a password the next time it is used; where all are busy, the time after. */
  async #rehash(userId: string, stored: StoredPassword, password: string): Promise<void> {
    const { hasher, rehashed, onError } = this.#parts;
    if (hasher.isFull) return;
    try {
      await rehashed(userId, stored, await hasher.hash(password));
    } catch (error) {
      onError(error);
    }
  }

  /** A new password is another version, and so never found by what was known of the one before. */
  #digestOf({ user, name, password }: PasswordNeed): string {
    const whose = user === undefined ? strangerText(canonicalEmail(name)) : `${user.id} ${user.passwordVersion}`;
    return this.#digester.digest(`${whose} ${canonicalPassword(password)}`);
  }
}

/** With its length, so that its end can not be taken for the password's start. */
const strangerText = (email: string): string => `- ${email.length} ${email}`;
