import { type Static, Type } from "typebox";
import type { OwnOperation } from "../own-operation.ts";
import { CheckReport } from "../verify.ts";

const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }));

export const RequestQuery = Type.Object(
  {
    from: text(35, "Not before this time."),
    to: text(35, "Before this time."),
    before: text(40, "`next` of the page before."),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "At most so many; 50." })),
    credential: text(100, "The id of an API key."),
    status: Type.Optional(
      Type.String({
        pattern: "^[1-5]([0-9]{2}|xx)$",
        description: "A status such as `403`, or a class such as `4xx`.",
      }),
    ),
    code: text(60, "Of a refusal, such as `right_missing`."),
    operation: text(200, "The operationId."),
    method: text(32, "Such as `GET`."),
    user: text(100, "The id of a user."),
    application: text(100, "The id of an application."),
    session: text(100, "The id of a session."),
    token: text(100, "The id (`jti`) of a token."),
    address: text(45, "Of the caller, such as `203.0.113.7`."),
    country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$", description: "Of the address, such as `BE`." })),
    note: text(100, "What was noticed, such as `legacy:sha1-login`, or `legacy` for all of its kind."),
    phases: Type.Optional(
      Type.Literal("all", { description: "Streams with both their records; without it, one that has ended once." }),
    ),
  },
  { additionalProperties: false },
);
export type RequestQuery = Static<typeof RequestQuery>;

/** One call of the account as it was recorded; a refusal with its rule and values. */
export const RequestView = Type.Object({
  id: Type.String(),
  time: Type.String(),
  method: Type.String(),
  path: Type.String(),
  query: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  effect: Type.String(),
  status: Type.Integer(),
  code: Type.Optional(Type.String()),
  check: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
  values: Type.Optional(Type.Unknown()),
  credential: Type.Optional(Type.String()),
  user: Type.Optional(Type.String()),
  application: Type.Optional(Type.String()),
  session: Type.Optional(Type.String()),
  token: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
  notes: Type.Optional(Type.Array(Type.String(), { description: "What was noticed and not refused." })),
  duration: Type.Number({ description: "Milliseconds." }),
});
export type RequestView = Static<typeof RequestView>;

export const RequestPage = Type.Object({
  requests: Type.Array(RequestView),
  gaps: Type.Integer({ description: "Places in this page where records are missing." }),
  next: Type.Optional(Type.String({ description: "`before` of the next page; absent at the end." })),
});

/** A call with what the rules say of it now; the decision then stands in the record. */
export const ExplainedRequest = Type.Object({
  ...RequestView.properties,
  now: Type.Object({ effect: Type.String(), sentence: Type.String(), checks: Type.Array(CheckReport) }),
});
export type ExplainedRequest = Static<typeof ExplainedRequest>;

const requests = { listener: "public", module: "requests", access: "caller", action: "read", method: "GET" } as const;

export const requestOperations: readonly OwnOperation[] = [
  {
    ...requests,
    operationId: "listRequests",
    path: "/requests",
    summary: "The account's own calls, newest first",
    query: RequestQuery,
    answer: RequestPage,
  },
  {
    ...requests,
    operationId: "readRequest",
    path: "/requests/{id}",
    entity: "id",
    summary: "One call, explained",
    answer: ExplainedRequest,
  },
];
