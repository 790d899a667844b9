import type { TSchema } from "typebox";

/** One operation of Clavis itself: types, validation and documentation come from it. */
export interface OwnOperation {
  readonly operationId: string;
  readonly listener: "public" | "private" | "authz";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Canonical template, `{parameters}` as in OpenAPI. Below the base path of self-service where `selfService` is set. */
  readonly path: string;
  readonly module: string;
  /** What a right calls it. */
  readonly action: "read" | "create" | "update" | "delete";
  /** The path parameter that names the entity. */
  readonly entity?: string;
  /**
   * Open to whoever reaches the listener; or an operation of self-service: for callers with a credential; where somebody
   * signs in by it, for whoever sends the application key that the API asks for; where the body holds the credential, for
   * its holder, with an application key or without.
   */
  readonly access: "open" | "caller" | "application" | "holder";
  /** What has to be configured for it to exist. */
  readonly feature?: "sessions" | "tokens";
  /** Takes its body as a form, too. */
  readonly acceptsForm?: true;
  /** Changes what all environments share: only the primary one may. */
  readonly changesShared?: true;
  /** Open to a user whose password is to be changed first. */
  readonly beforePasswordChange?: true;
  /** What a caller needs: the right of module and action where absent, else only to be somebody, or to be a user. */
  readonly needs?: "identity" | "user";
  readonly summary: string;
  /** The query parameters it takes; others are refused. */
  readonly query?: TSchema;
  /** The JSON body it needs. */
  readonly body?: TSchema;
  /** The body of its answer when all is well; absent where that is a page or nothing. */
  readonly answer?: TSchema;
  readonly status?: 200 | 201 | 204;
}
