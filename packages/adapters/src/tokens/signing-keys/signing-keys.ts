import { createPublicKey } from "node:crypto";
import {
  type DirectoryStore,
  type JsonObject,
  type SigningKey,
  type SigningPurpose,
  type SigningSlot,
  signingKeyState,
  signingOf,
} from "@clavis/directory";
import type { JwsKey } from "../jws/signature.ts";
import type { SealedSigningKeys } from "./sealed-signing-keys.ts";

/** A key of the ring: what signs, and what verifies. */
interface RingKey {
  readonly stored: SigningKey;
  readonly signs: JwsKey;
  readonly verifies: JwsKey;
}

/** A JWK set (RFC 7517 5). */
export interface JwkSet {
  readonly keys: readonly JsonObject[];
}

/**
 * The signing keys in memory. `refresh` takes in what has changed in the store, and is to be called whenever the
 * snapshot's revision has moved; which key signs at a time follows from the keys' own times.
 */
export class SigningKeys {
  readonly #store: Pick<DirectoryStore, "listSigningKeys">;
  readonly #sealed: SealedSigningKeys;
  #keys: ReadonlyMap<string, RingKey> = new Map();
  #generation = 0;
  #refreshing: Promise<void> | undefined;
  #again = false;

  constructor(store: Pick<DirectoryStore, "listSigningKeys">, sealed: SealedSigningKeys) {
    this.#store = store;
    this.#sealed = sealed;
  }

  /** Changes whenever a key came, went or got other times. */
  get generation(): number {
    return this.#generation;
  }

  /** Rejects with StoreUnavailable, or an Error for a key that can not be opened: what was known before then stays. */
  refresh(): Promise<void> {
    this.#again = this.#refreshing !== undefined;
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The key that signs for a slot at a time; undefined where none was made. */
  signing(slot: SigningSlot, time: number): JwsKey | undefined {
    const stored = signingOf(
      [...this.#keys.values()].map((key) => key.stored),
      slot,
      time,
    );
    return stored && this.#keys.get(stored.kid)?.signs;
  }

  /** The key of this name, as far as it may verify what was signed in an environment for a purpose. */
  verifying(kid: string, environment: string, purpose: SigningPurpose, time: number): JwsKey | undefined {
    const key = this.#keys.get(kid);
    if (key === undefined || key.stored.environment !== environment || key.stored.purpose !== purpose) return undefined;
    return isPublished(key.stored, time) ? key.verifies : undefined;
  }

  /** The published set: public parts only, of keys that sign, will sign or have signed not long ago. */
  jwks(environment: string, purpose: SigningPurpose, time: number): JwkSet {
    const stored = [...this.#keys.values()].map((key) => key.stored);
    const published = stored.filter((key) => key.environment === environment && key.purpose === purpose);
    return {
      keys: published.flatMap((key) => (isPublished(key, time) && key.publicJwk ? [key.publicJwk] : [])),
    };
  }

  async #load(): Promise<void> {
    do {
      this.#again = false;
      this.#take(await this.#store.listSigningKeys());
    } while (this.#again);
  }

  #take(stored: readonly SigningKey[]): void {
    const known = this.#keys;
    const same = (key: SigningKey): boolean => known.get(key.kid)?.stored.revision === key.revision;
    if (stored.length === known.size && stored.every(same)) return;
    this.#keys = new Map(stored.map((key) => [key.kid, this.#ringKey(key)]));
    this.#generation++;
  }

  #ringKey(stored: SigningKey): RingKey {
    const { kid, algorithm } = stored;
    const key = this.#keys.get(kid)?.signs.key ?? this.#sealed.open(stored);
    const publicKey = algorithm === "HS256" ? key : createPublicKey(key);
    return { stored, signs: { kid, algorithm, key }, verifies: { kid, algorithm, key: publicKey } };
  }
}

const isPublished = (key: SigningKey, time: number): boolean => signingKeyState(key, time) !== "gone";
