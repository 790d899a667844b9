import type { Dispatcher } from "undici";
import { importKeySet, type KeySet } from "../jws/key-set.ts";
import type { IsKnownSecret } from "../jws/known-secrets.ts";
import { fetchKeySet } from "./fetch-key-set.ts";
import type { ForeignIssuer } from "./foreign-issuer.ts";
import { RemoteKeySet } from "./remote-key-set.ts";

export interface ForeignKeysParts {
  readonly issuers: readonly ForeignIssuer[];
  readonly isKnownSecret: IsKnownSecret;
  /** Told why the keys of an issuer can not be had. Must not throw. */
  readonly onProblem: (issuer: string, cause: unknown) => void;
  /** Undici's own unless given. */
  readonly dispatcher?: Dispatcher;
}

/** The keys of all foreign issuers: each issuer's own, never another's (SECURITY JWT-07). */
export class ForeignKeys {
  readonly #remote: ReadonlyMap<ForeignIssuer, RemoteKeySet>;

  constructor(parts: ForeignKeysParts) {
    this.#remote = new Map(parts.issuers.flatMap((issuer) => remoteOf(issuer, parts)));
  }

  /** Undefined where none are at hand. */
  current(issuer: ForeignIssuer, time: number): KeySet | undefined {
    return issuer.keys.kind === "fixed" ? issuer.keys.keys : this.#remote.get(issuer)?.current(time);
  }

  mayFetch(issuer: ForeignIssuer, time: number): boolean {
    return this.#remote.get(issuer)?.mayFetch(time) === true;
  }

  async fetch(issuer: ForeignIssuer, time: number): Promise<void> {
    await this.#remote.get(issuer)?.fetch(time);
  }
}

function remoteOf(issuer: ForeignIssuer, parts: ForeignKeysParts): readonly [ForeignIssuer, RemoteKeySet][] {
  const { keys, algorithms } = issuer;
  if (keys.kind === "fixed") return [];
  // A secret that is published under a URL is none.
  const rules = { algorithms: algorithms.filter((one) => one !== "HS256"), isKnownSecret: parts.isKnownSecret };
  const fetchKeys = async (): Promise<KeySet> => {
    const set = importKeySet(await fetchKeySet(keys.url, parts.dispatcher), rules);
    if ("problem" in set) throw new Error(`the key set of ${issuer.issuer} ${set.problem}`);
    return set;
  };
  return [[issuer, new RemoteKeySet(fetchKeys, (cause) => parts.onProblem(issuer.issuer, cause))]];
}
