import type { PasswordNeed, PasswordResolution } from "@clavis/core";
import {
  canonicalEmail,
  canonicalPassword,
  type DirectoryStore,
  type HashedPassword,
  HasherBusy,
  hashedText,
  type PasswordForm,
  readSha1,
  type StoredPassword,
  sha1Text,
} from "@clavis/directory";
import { KeyDigester } from "../secret-key/key-digester.ts";
import type { Argon2Hasher } from "./argon2-hasher.ts";
import { type AttemptSource, LoginAttempts } from "./login-attempts.ts";
import { VerifiedPasswords } from "./verified-passwords.ts";

export interface PasswordResolverParts {
  readonly store: Pick<DirectoryStore, "findPassword">;
  readonly hasher: Argon2Hasher;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Whether users of this kind may sign in with the SHA-1 of their password. Where not, they leave that format (SECURITY LEG-03). */
  readonly acceptsSha1: (kind: string | undefined) => boolean;
  /**
   * Keeps another hash of the same password, if the one it replaces is still there. Called after the answer; what it
   * rejects with goes to `onError`.
   */
  readonly rehashed: (userId: string, replaced: StoredPassword, password: HashedPassword) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Seconds until a full queue has moved on. */
const busyFor = 2;
const overloaded: PasswordResolution = { kind: "overloaded", retryAfter: busyFor };
const wrong: PasswordResolution = { kind: "wrong" };

/**
 * Finds out whether a password, or its SHA-1, is a user's: at once for a pair verified in the last minute, else by
 * hashing it. An unknown user, a disabled one, one without a password, one whose format is another and a wrong password
 * give the same answer in the same time (SECURITY AUT-07). Rejects when the store can not be read.
 */
export class PasswordResolver {
  readonly #parts: PasswordResolverParts;
  readonly #digester: KeyDigester;
  readonly #attempts: LoginAttempts;
  readonly #verified = new VerifiedPasswords();
  /** What is being verified: whoever comes with the same waits for the same. */
  readonly #running = new Map<string, Promise<PasswordResolution>>();

  constructor(parts: PasswordResolverParts) {
    this.#parts = parts;
    this.#digester = new KeyDigester(parts.randomBytes(32));
    this.#attempts = new LoginAttempts(parts.randomBytes);
  }

  /** `time` in milliseconds since the epoch. */
  resolve(need: PasswordNeed, time: number): PasswordResolution | Promise<PasswordResolution> {
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

  #begin(
    need: PasswordNeed,
    source: AttemptSource,
    digest: string,
    time: number,
  ): PasswordResolution | Promise<PasswordResolution> {
    if (this.#parts.hasher.isFullFor(this.#attempts.waiterOf(source))) return overloaded;
    this.#attempts.begin(source, time);
    const running = this.#verify(need, source, digest, time).finally(() => this.#running.delete(digest));
    this.#running.set(digest, running);
    return running;
  }

  async #verify(need: PasswordNeed, source: AttemptSource, digest: string, time: number): Promise<PasswordResolution> {
    const { user } = need;
    const { store, hasher } = this.#parts;
    try {
      const stored = user?.enabled ? await store.findPassword(user.id) : undefined;
      const { text, hash } = this.#questionOf(need, stored);
      const isGenuine = await hasher.verify(text, hash, this.#attempts.waiterOf(source));
      if (!isGenuine || user === undefined || stored === undefined) return wrong;
      this.#attempts.succeed(source);
      if (stored.version === user.passwordVersion) this.#verified.add(digest, time);
      setImmediate(() => this.#rehash(need, stored, text));
      return { kind: "genuine", userId: user.id, passwordVersion: stored.version };
    } catch (error) {
      this.#attempts.takeBack(source);
      if (error instanceof HasherBusy) return overloaded;
      throw error;
    }
  }

  /** What is to be verified against which hash; against none where what is presented can not be of the stored form. */
  #questionOf(
    { form, password }: PasswordNeed,
    stored: StoredPassword | undefined,
  ): { readonly text: string; readonly hash: string | undefined } {
    if (form === "plain")
      return { text: hashedText(this.#parts.hasher, password, stored?.form ?? "plain"), hash: stored?.hash };
    const digest = readSha1(password);
    const fits = digest !== undefined && stored !== undefined && stored.form !== "plain";
    return { text: sha1Text(digest ?? ""), hash: fits ? stored.hash : undefined };
  }

  /**
   * Parameters that were raised, and another form, reach a password the next time it is used; where all are busy, the
   * time after. `text` is what was verified.
   */
  async #rehash(need: PasswordNeed, stored: StoredPassword, text: string): Promise<void> {
    const { hasher, rehashed, onError } = this.#parts;
    const form = this.#formAfter(need, stored.form);
    if (form === stored.form && !hasher.needsRehash(stored.hash)) return;
    if (need.user === undefined || hasher.isFullFor("known")) return;
    try {
      const hash = await hasher.hash(form === stored.form ? text : hashedText(hasher, need.password, form));
      await rehashed(need.user.id, stored, { hash, form });
    } catch (error) {
      onError(error);
    }
  }

  /** Only who presented the password itself can leave the format of its SHA-1. */
  #formAfter({ form: presented, user }: PasswordNeed, stored: PasswordForm): PasswordForm {
    if (presented === "sha1" || stored === "plain") return stored;
    return stored === "sha1-then-plain" || !this.#parts.acceptsSha1(user?.kind) ? "plain" : stored;
  }

  /** A new password is another version, and so never found by what was known of the one before. */
  #digestOf({ user, name, password, form }: PasswordNeed): string {
    const whose = user === undefined ? strangerText(canonicalEmail(name)) : `${user.id} ${user.passwordVersion}`;
    return this.#digester.digest(`${form} ${whose} ${canonicalPassword(password)}`);
  }
}

/** With its length, so that its end can not be taken for the password's start. */
const strangerText = (email: string): string => `- ${email.length} ${email}`;
