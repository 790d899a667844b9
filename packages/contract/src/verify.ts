import { type Static, Type } from "typebox";
import type { OwnOperation } from "./own-operation.ts";

const HeaderValue = Type.String({ maxLength: 16384, pattern: "^[\\t\\x20-\\x7e\\x80-\\xff]*$" });

/** A request described instead of sent. */
export const DescribedRequest = Type.Object(
  {
    method: Type.String({ minLength: 1, maxLength: 32, description: "As the client sent it, `GET`." }),
    target: Type.String({
      minLength: 1,
      maxLength: 16384,
      description: "The request target as the client sent it: path and query, nothing decoded.",
    }),
    host: Type.Optional(Type.String({ maxLength: 261, description: "The Host header, where `headers` has none." })),
    headers: Type.Optional(
      Type.Array(
        Type.Tuple([
          Type.String({ minLength: 1, maxLength: 256, pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
          HeaderValue,
        ]),
        { maxItems: 200, description: "Names and values in pairs, repeated ones too." },
      ),
    ),
    address: Type.Optional(
      Type.String({
        maxLength: 64,
        description: "The client's IP address. Without one it is unknown, and rules about it refuse.",
      }),
    ),
    secure: Type.Optional(Type.Boolean({ description: "The client's connection was TLS." })),
    rehearse: Type.Optional(
      Type.Boolean({ description: "Only say what would happen: nothing is charged, recorded or marked as used." }),
    ),
  },
  { additionalProperties: false },
);
export type DescribedRequest = Static<typeof DescribedRequest>;

const Values = Type.Record(Type.String(), Type.Unknown());

export const CheckReport = Type.Object({
  check: Type.String({ description: "request, operation, credential, standing, place, account, right or pace." }),
  outcome: Type.Union([Type.Literal("passed"), Type.Literal("failed"), Type.Literal("not_reached")]),
  sentence: Type.String(),
  code: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String({ description: "What decided, such as key.rights." })),
  values: Type.Optional(Values),
});

/** The decision on a described request, for the program that asked. It is not for the client's eyes: it names values. */
export const VerifyAnswer = Type.Object({
  effect: Type.Union([Type.Literal("allow"), Type.Literal("refuse")]),
  requestId: Type.String(),
  operation: Type.Optional(Type.Object({ id: Type.String(), module: Type.String(), template: Type.String() })),
  environment: Type.Optional(Type.String()),
  account: Type.Optional(Type.String()),
  country: Type.Optional(Type.String({ description: "Where the address is, ISO 3166-1 alpha-2." })),
  user: Type.Optional(
    Type.Object(
      { id: Type.String(), scheme: Type.String() },
      { description: "Who calls, by password, session or token." },
    ),
  ),
  credential: Type.Optional(
    Type.Object(
      { id: Type.String(), version: Type.Optional(Type.Integer()), scheme: Type.String() },
      { description: "The API key that calls, or whose token does; a token does not say by which version." },
    ),
  ),
  application: Type.Optional(
    Type.Object(
      {
        id: Type.String(),
        key: Type.Optional(Type.Object({ id: Type.String(), version: Type.Integer(), scheme: Type.String() })),
      },
      { description: "The application whose key was sent, or that the session or token was given to." },
    ),
  ),
  session: Type.Optional(Type.Object({ id: Type.String({ description: "The public id, not the cookie." }) })),
  token: Type.Optional(
    Type.Object({
      id: Type.String({ description: "`jti`." }),
      issuer: Type.String(),
      oneTime: Type.Boolean({ description: "Of the kind that some operations demand." }),
    }),
  ),
  rights: Type.Array(Type.String(), { description: "The rights that matched." }),
  notes: Type.Array(Type.String(), { description: "What was noticed and refuses nothing, such as anchor:moved." }),
  sentence: Type.String({ description: "The decision in one sentence." }),
  checks: Type.Array(CheckReport),
  forward: Type.Optional(
    Type.Object(
      {
        method: Type.String(),
        target: Type.String(),
        headers: Type.Array(Type.Tuple([Type.String(), Type.String()])),
      },
      { description: "With allow: the request as the gateway would send it on." },
    ),
  ),
  answer: Type.Object(
    {
      status: Type.Optional(Type.Integer({ description: "Absent where the upstream's answer decides." })),
      headers: Type.Array(Type.Tuple([Type.String(), Type.String()])),
      body: Type.Optional(Type.Unknown({ description: "With refuse: the problem document for the client." })),
    },
    { description: "What the client gets: the whole refusal, or the headers to add to the upstream's answer." },
  ),
});
export type VerifyAnswer = Static<typeof VerifyAnswer>;

export const verifyRequest: OwnOperation = {
  operationId: "verifyRequest",
  listener: "authz",
  method: "POST",
  path: "/v1/verify",
  module: "decisions",
  action: "create",
  access: "open",
  summary: "Judge a described request as if it came to the public listener",
  body: DescribedRequest,
  answer: VerifyAnswer,
};
