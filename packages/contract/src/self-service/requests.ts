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
  address: Type.Optional(Type.String()),
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
