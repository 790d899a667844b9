/**
 * A call without its secret: who called is named by id. For asking what the rules say of a past call, or of one that
 * nobody has made. Times in milliseconds since the epoch.
 */
export interface SupposedCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly host: string;
  readonly address: string | undefined;
  readonly time: number;
  /** Undefined for a call without a credential. */
  readonly caller: SupposedCaller | undefined;
  readonly application: SupposedApplication | undefined;
  /** What X-AccountId would say. */
  readonly account: string | undefined;
}

/** The application beside the caller. */
export interface SupposedApplication {
  readonly id: string;
  /** Whether its key would stand in the request, and which that is, where it is known. */
  readonly presented: boolean;
  readonly key: string | undefined;
}

export interface SupposedCaller {
  readonly kind: "key" | "user";
  /** Of an application key: the application calls alone. */
  readonly id: string;
  /** The scheme by which it comes; the first that carries this kind of credential where it is not said. */
  readonly scheme: string | undefined;
}
