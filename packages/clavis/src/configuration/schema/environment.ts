import { keyWordForm } from "@clavis/core";
import Type, { type Static } from "typebox";
import { duration, headerName, host, origin, strict } from "./forms.ts";
import { assertionSchema, tokensSchema } from "./tokens.ts";

const origins = { uniqueItems: true, expected: "a list of different origins" };

const cors = Type.Object(
  {
    origins: Type.Array(origin, { ...origins, minItems: 1, description: "Exact origins; no wildcard." }),
    credentials: Type.Boolean({ default: false, description: "Allow cookies and HTTP authentication across origins." }),
    exposed: Type.Array(headerName, { default: [], description: "Answer headers that scripts may read." }),
    allowedHeaders: Type.Array(headerName, {
      default: ["authorization", "content-type", "x-accountid", "x-api-key"],
      description: "Request headers that scripts may send.",
    }),
    maxAge: duration("10m", "How long a browser may remember a preflight."),
  },
  { ...strict, description: "Cross-origin rules; without them no other origin may read answers." },
);

const sessions = Type.Object(
  {
    idle: duration("1h", "How long a session lasts after the last accepted request.", "90d"),
    absolute: duration("24h", "How long a session lasts in any case.", "90d"),
  },
  { ...strict, default: {}, description: "How long sessions last." },
);

const upstream = { minLength: 1, expected: "an origin such as http://127.0.0.1:3000" };

export const environmentSchema = Type.Object(
  {
    upstream: Type.String({
      ...upstream,
      description: "Where allowed calls go: scheme, host and port. The path of the call is kept.",
    }),
    upstreams: Type.Record(Type.String(), Type.String(upstream), {
      default: {},
      description: "Other upstreams by name, for operations of the description that name one with `x-clavis-upstream`.",
    }),
    primary: Type.Optional(
      Type.Boolean({
        description:
          "Shared objects are changed only through the primary environment. The only environment is it by itself.",
      }),
    ),
    hosts: Type.Array(host, {
      default: [],
      uniqueItems: true,
      expected: "a list of different hosts",
      description: "Hosts that belong to this environment. Without any it takes every host that no other one lists.",
    }),
    keyTag: Type.Optional(
      Type.String({
        pattern: keyWordForm.source,
        expected: "1 to 16 lower-case letters and digits, beginning with a letter",
        description:
          "The middle word of its API keys. `live` for the primary environment, else the environment's name.",
      }),
    ),
    challenge: Type.Enum(["standard", "none"], {
      default: "standard",
      description: "`none` answers 403 without WWW-Authenticate where 401 is due (SECURITY LEG-04).",
    }),
    preserveHost: Type.Boolean({
      default: false,
      description: "Send the client's Host to the upstream instead of the upstream's own.",
    }),
    cors: Type.Optional(cors),
    origins: Type.Array(origin, {
      ...origins,
      default: [],
      description:
        "Exact origins whose pages may change state with a session's cookie, beside the origin that is called.",
    }),
    sessions,
    tokens: tokensSchema,
    assertion: assertionSchema,
  },
  strict,
);

export type EnvironmentMembers = Static<typeof environmentSchema>;
