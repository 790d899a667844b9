import { type Static, Type } from "typebox";
import type { OwnOperation } from "../own-operation.ts";
import { Restrictions, Rights, Time } from "./restrictions.ts";

const strict = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200, description: "What the key is for, at most 100 characters." });

export const NewApiKey = Type.Object(
  {
    name: Name,
    rights: Type.Optional(Rights("What the key may do; absent, all that its maker may.")),
    expiresAt: Type.Optional(Time("When the key ends, RFC 3339.")),
    notBefore: Type.Optional(Time("When the key begins to work.")),
    restrictions: Type.Optional(Restrictions),
  },
  strict,
);
export type NewApiKey = Static<typeof NewApiKey>;

export const ApiKeyChange = Type.Object(
  {
    name: Type.Optional(Name),
    rights: Type.Optional(Rights("All that the key may do from now on, nothing that it may not do yet.")),
    expiresAt: Type.Optional(Time("An earlier end.")),
    restrictions: Type.Optional(Restrictions),
  },
  { ...strict, minProperties: 1 },
);
export type ApiKeyChange = Static<typeof ApiKeyChange>;

export const Rotation = Type.Object(
  {
    overlap: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 31_622_400, description: "Seconds the old secret still works; 0." }),
    ),
  },
  strict,
);
export type Rotation = Static<typeof Rotation>;

const OptionalTime = Type.Optional(Type.String());

/** A key as its account sees it: never a secret, never a digest. */
export const ApiKeyView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  account: Type.String(),
  environment: Type.String(),
  status: Type.String({ description: "active, revoked, disabled, expired or not-yet-valid." }),
  rights: Type.Array(Type.String()),
  restrictions: Type.Object({}, { additionalProperties: true }),
  creator: Type.String(),
  createdAt: Type.String(),
  notBefore: OptionalTime,
  expiresAt: OptionalTime,
  revokedAt: OptionalTime,
  versions: Type.Array(
    Type.Object({ version: Type.Integer(), last4: Type.String(), createdAt: Type.String(), endsAt: OptionalTime }),
  ),
});
export type ApiKeyView = Static<typeof ApiKeyView>;

/** A key with its new secret, shown this once. */
export const IssuedApiKey = Type.Object({ ...ApiKeyView.properties, key: Type.String({ description: "The secret." }) });
export type IssuedApiKey = Static<typeof IssuedApiKey>;

export const ApiKeyPage = Type.Object({
  apikeys: Type.Array(ApiKeyView),
  next: Type.Optional(Type.String({ description: "`after` of the next page; absent at the end." })),
});

export const KeyQuery = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 100, description: "The id of the last key of the page before." })),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,3}$", description: "At most so many; 100." })),
  },
  strict,
);

const keys = { listener: "public", module: "apikeys", access: "caller" } as const;
const oneKey = { ...keys, path: "/apikeys/{id}", entity: "id" } as const;

export const apiKeyOperations: readonly OwnOperation[] = [
  {
    ...keys,
    operationId: "createApiKey",
    method: "POST",
    path: "/apikeys",
    action: "create",
    summary: "Make an API key; its secret is shown once",
    body: NewApiKey,
    answer: IssuedApiKey,
    status: 201,
  },
  {
    ...keys,
    operationId: "listApiKeys",
    method: "GET",
    path: "/apikeys",
    action: "read",
    summary: "The account's API keys of this environment, oldest first",
    query: KeyQuery,
    answer: ApiKeyPage,
  },
  { ...oneKey, operationId: "readApiKey", method: "GET", action: "read", summary: "One API key", answer: ApiKeyView },
  {
    ...oneKey,
    operationId: "updateApiKey",
    method: "PATCH",
    action: "update",
    summary: "Rename a key or narrow it; nothing is ever widened",
    body: ApiKeyChange,
    answer: ApiKeyView,
  },
  {
    ...oneKey,
    operationId: "deleteApiKey",
    method: "DELETE",
    action: "delete",
    summary: "Revoke a key, at once and for good",
    status: 204,
  },
  {
    ...keys,
    operationId: "rotateApiKey",
    method: "POST",
    path: "/apikeys/{id}/rotate",
    entity: "id",
    action: "update",
    summary: "Give a key a new secret; the old one works until the overlap ends",
    body: Rotation,
    answer: IssuedApiKey,
  },
];
