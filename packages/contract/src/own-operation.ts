import type { TSchema } from "typebox";

/** One operation of Clavis itself: types, validation and documentation come from it. */
export interface OwnOperation {
  readonly operationId: string;
  readonly listener: "public" | "private" | "authz";
  readonly method: "GET" | "POST";
  /** Canonical template, `{parameters}` as in OpenAPI. */
  readonly path: string;
  readonly module: string;
  readonly summary: string;
  /** The JSON body it needs. */
  readonly body?: TSchema;
  /** The body of its 200 answer; absent where that is a page. */
  readonly answer?: TSchema;
}
