import Type, { type Static } from "typebox";
import { bytes, flag, strict, wholeNumber } from "./forms.ts";

const maxLimit = 1_000_000_000;

export const rateSchema = Type.Object(
  {
    limit: wholeNumber(1, maxLimit, undefined, "How many calls."),
    seconds: wholeNumber(1, 31 * 86_400, undefined, "In how many seconds."),
    burst: Type.Optional(wholeNumber(1, maxLimit, undefined, "How many at once; all of them where it is not given.")),
    shadow: Type.Optional(Type.Boolean({ description: "Count and record, but refuse nothing." })),
  },
  {
    ...strict,
    expected: "a rate such as 100/minute, 10/second or 100/10s, or an object with limit and seconds",
    description: "Calls in a time: `100/minute`, `100/10s`, or an object.",
  },
);

export const quotaSchema = Type.Object(
  {
    limit: wholeNumber(1, maxLimit, undefined, "How many calls."),
    period: Type.Enum(["day", "month"], { description: "In a calendar day or month of the account's time zone." }),
    shadow: Type.Optional(Type.Boolean({ description: "Count and record, but refuse nothing." })),
  },
  {
    ...strict,
    expected: "a quota such as 1000/day or 10000/month, or an object with limit and period",
    description: "Calls in a calendar period: `1000/day`, `10000/month`, or an object.",
  },
);

const callLimit = Type.Object(
  {
    name: Type.String({
      pattern: "^[a-z][a-z0-9-]{0,63}$",
      expected: "a name of lower-case letters, digits and dashes",
      description: "What the `RateLimit` headers, records and refusals call it.",
    }),
    per: Type.Enum(["credential", "account", "application", "user", "operation", "address"], {
      description: "What is counted apart. It does not concern a call that has none.",
    }),
    rate: Type.Optional(rateSchema),
    quota: Type.Optional(quotaSchema),
    operations: Type.Optional(
      Type.Array(Type.String({ minLength: 1, expected: "an operationId" }), {
        minItems: 1,
        uniqueItems: true,
        expected: "a list of different operationIds",
        description: "The operations it is about; every one where it is not given.",
      }),
    ),
    shadow: flag("Count and record, but refuse nothing."),
  },
  strict,
);

export const limitsSchema = Type.Object(
  {
    bodyBytes: bytes(10_485_760, 0, 1_099_511_627_776, "The largest request body; more is 413."),
    headerBytes: bytes(16_384, 1_024, 65_536, "Request line and headers together; more is 431."),
    inFlight: wholeNumber(1, 1_000_000, 4_096, "Open requests at once; more are answered 503 `overloaded`."),
    connections: wholeNumber(
      1,
      65_535,
      1_024,
      "Connections to each upstream; further requests wait for one up to `timeouts.connect`, then are answered 503 `overloaded`.",
    ),
    clientConnections: wholeNumber(
      1,
      1_000_000,
      10_000,
      "Connections of clients to each listener; more are closed at once, which the log says.",
    ),
    rates: Type.Array(callLimit, {
      default: [],
      expected: "a list of limits",
      description: "How often may be called, whoever calls: each with one of `rate` and `quota`; more is 429.",
    }),
  },
  { ...strict, default: {}, description: "What one request, and all together, may take." },
);

export type LimitMembers = Static<typeof limitsSchema>;
export type CallLimitMembers = LimitMembers["rates"][number];
