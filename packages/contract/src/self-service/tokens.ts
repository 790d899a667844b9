import { type Static, Type } from "typebox";
import type { OwnOperation } from "../own-operation.ts";
import { Restrictions, Rights } from "./restrictions.ts";

const strict = { additionalProperties: false };

export const NewToken = Type.Object(
  {
    rights: Type.Optional(Rights("What the token may do, at each use no more than its holder; absent, all of that.")),
    lifetime: Type.Optional(Type.Integer({ minimum: 1, description: "Seconds." })),
    uses: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: "Makes it a one-time token, good for so many calls.",
      }),
    ),
    bind: Type.Optional(
      Type.Object(
        {
          method: Type.String({ pattern: "^[A-Z]{1,20}$" }),
          path: Type.String({
            pattern: "^/[!-~]{0,1000}$",
            description: "As it is called, without a query; a format suffix is left out.",
          }),
        },
        { ...strict, description: "The one call the token is good for." },
      ),
    ),
    restrictions: Type.Optional(Restrictions),
    refresh: Type.Optional(Type.Boolean({ description: "With a refresh token." })),
  },
  strict,
);
export type NewToken = Static<typeof NewToken>;

export const TokenAnswer = Type.Object({
  access_token: Type.String({ description: "Shown once." }),
  token_type: Type.Literal("Bearer"),
  expires_in: Type.Integer({ description: "Seconds." }),
  refresh_token: Type.Optional(Type.String({ description: "Shown once; good for one refresh." })),
  id: Type.String({ description: "By which it is revoked, and found in the records." }),
});
export type TokenAnswer = Static<typeof TokenAnswer>;

const Secret = (description: string) => Type.String({ minLength: 1, maxLength: 16_384, description });

export const Refresh = Type.Object({ refresh_token: Secret("The newest one.") }, strict);
export type Refresh = Static<typeof Refresh>;

export const TokenRevocation = Type.Object({ token: Secret("An access token or a refresh token.") }, strict);
export type TokenRevocation = Static<typeof TokenRevocation>;

export const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) });

const tokens = { listener: "public", module: "tokens", feature: "tokens" } as const;

export const tokenOperations: readonly OwnOperation[] = [
  {
    ...tokens,
    access: "caller",
    operationId: "createToken",
    method: "POST",
    path: "/tokens",
    action: "create",
    summary: "Make an access token or a one-time token from this credential",
    body: NewToken,
    answer: TokenAnswer,
    status: 201,
  },
  {
    ...tokens,
    access: "holder",
    acceptsForm: true,
    operationId: "refreshToken",
    method: "POST",
    path: "/tokens/refresh",
    action: "update",
    summary: "A new access token and the next refresh token",
    body: Refresh,
    answer: TokenAnswer,
  },
  {
    ...tokens,
    access: "holder",
    acceptsForm: true,
    operationId: "revokeToken",
    method: "POST",
    path: "/tokens/revoke",
    action: "delete",
    summary: "End a token by itself, or a refresh token with all that came of it",
    body: TokenRevocation,
    status: 204,
  },
  {
    ...tokens,
    access: "open",
    operationId: "readKeySet",
    method: "GET",
    path: "/.well-known/jwks.json",
    action: "read",
    summary: "The public keys by which this environment's tokens can be verified (RFC 7517)",
    answer: KeySet,
  },
  {
    listener: "public",
    module: "tokens",
    access: "open",
    operationId: "readAssertionKeySet",
    method: "GET",
    path: "/.well-known/clavis-assertions.json",
    action: "read",
    summary: "The public keys by which upstreams can verify this environment's assertions; tokens have others",
    answer: KeySet,
  },
];
