import { hostForm, keyWordForm, maxHostLength } from "@clavis/core";
import Type, { type Static } from "typebox";

/**
 * The members of clavis.yaml. This is the one place for their defaults and descriptions: the reference page is made
 * from it. `expected` completes the sentence "must be ..." of a problem.
 */
const strict = { additionalProperties: false };

const duration = (fallback: string, description: string) =>
  Type.String({
    pattern: "^[1-9][0-9]{0,8}(ms|s|m|h)$",
    expected: "a duration such as 250ms, 30s, 5m or 1h, at most 24h",
    default: fallback,
    description,
  });

const bytes = (fallback: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({
    minimum,
    maximum,
    expected: `a number of bytes from ${minimum} to ${maximum}`,
    default: fallback,
    description,
  });

const headerName = Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$", expected: "the name of a header" });

const host = Type.String({
  pattern: hostForm.source,
  maxLength: maxHostLength,
  expected: "a lower-case host name, with a port only where it counts",
});

const address = (fallback: string | undefined, description: string) =>
  Type.String({
    minLength: 1,
    expected: "an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/clavis.sock",
    ...(fallback === undefined ? {} : { default: fallback }),
    description,
  });

const path = (description: string) => Type.String({ minLength: 1, expected: "a path", description });

const tls = Type.Object(
  { cert: path("The certificate chain, PEM."), key: path("Its private key, PEM.") },
  { ...strict, description: "Serve TLS with these files, relative to clavis.yaml." },
);

const cors = Type.Object(
  {
    origins: Type.Array(
      Type.String({
        pattern: "^https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+\\])(?::[0-9]{1,5})?$",
        expected: "an exact origin such as https://app.example.com, lower-case and without a path",
      }),
      {
        minItems: 1,
        uniqueItems: true,
        expected: "a list of different origins",
        description: "Exact origins; no wildcard.",
      },
    ),
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

export const environmentSchema = Type.Object(
  {
    upstream: Type.String({
      minLength: 1,
      expected: "an origin such as http://127.0.0.1:3000",
      description: "Where allowed calls go: scheme, host and port. The path of the call is kept.",
    }),
    upstreams: Type.Record(
      Type.String(),
      Type.String({ minLength: 1, expected: "an origin such as http://127.0.0.1:3000" }),
      {
        default: {},
        description:
          "Other upstreams by name, for operations of the description that name one with `x-clavis-upstream`.",
      },
    ),
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
  },
  strict,
);

const credentialWord = Type.Enum(["api-key", "application-key", "session", "one-time", "access-token"], {
  expected: "one of api-key, application-key, session, one-time, access-token",
});

export const schemeSchema = Type.Object(
  {
    credential: Type.Optional(
      Type.Array(credentialWord, {
        minItems: 1,
        uniqueItems: true,
        expected: "what the scheme carries: api-key, or a list with it",
        description:
          "What it carries: `api-key` in this release; a text stands for a list of one. Left out where the API description says it, and for `http basic`.",
      }),
    ),
    deprecatedSince: Type.Optional(
      Type.String({
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        expected: "a day such as 2026-01-01",
        description:
          "The day from which its use is deprecated: each answer says so (`Deprecation`, RFC 9745), each record is marked.",
      }),
    ),
    in: Type.Optional(
      Type.Enum(["header", "query", "cookie", "bearer"], {
        description: "Where it stands. Only without an API description, which says so itself.",
      }),
    ),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        expected: "a name",
        description: "The header, parameter or cookie; not for `bearer`.",
      }),
    ),
  },
  strict,
);

const rights = Type.Array(Type.String({ expected: "a right such as invoices:read" }), {
  minItems: 1,
  expected: "a list of rights",
});

const hosts = Type.Optional(
  Type.Array(host, {
    minItems: 1,
    expected: "a list of hosts",
    description: "Accepted hosts. The bound address and `localhost` where none are listed.",
  }),
);

export const configurationSchema = Type.Object(
  {
    environments: Type.Record(Type.String(), environmentSchema, {
      description: "At least one environment by name: lower-case letters, digits and dashes.",
    }),
    api: Type.Object(
      {
        description: Type.Optional(path("The OpenAPI 3.0 or 3.1 document, relative to clavis.yaml.")),
        basePath: Type.Optional(
          Type.String({
            pattern: "^(/[A-Za-z0-9._~-]+)*/?$",
            expected: "a path such as /api/v1",
            description:
              "The path under which the API lives. The path of `servers` in the document where it is not given.",
          }),
        ),
      },
      {
        ...strict,
        default: {},
        description: "What is behind the door. Without a document, a module is the first segment under the base path.",
      },
    ),
    schemes: Type.Record(Type.String(), schemeSchema, {
      description:
        "What the security schemes of the document carry, where it does not say `x-clavis-credential`. Without a document: the schemes themselves; the header `X-API-Key` where none are given.",
    }),
    scopes: Type.Record(Type.String(), rights, {
      description: "Rights for scopes in `security` of the document that are no rights themselves.",
    }),
    keys: Type.Object(
      {
        prefix: Type.String({
          pattern: keyWordForm.source,
          expected: "1 to 16 lower-case letters and digits, beginning with a letter",
          default: "clv",
          description: "The first word of every API key.",
        }),
      },
      { ...strict, default: {}, description: "The form of API keys." },
    ),
    accounts: Type.Object(
      {
        prefix: Type.String({
          pattern: "^[A-Za-z0-9]{0,16}$",
          expected: "up to 16 letters and digits",
          default: "C",
          description: "How every account number begins.",
        }),
        characters: Type.Enum(["A-Z0-9", "a-z0-9", "A-Za-z0-9", "0-9"], {
          default: "A-Z0-9",
          description: "The characters behind the prefix.",
        }),
        length: Type.Integer({
          minimum: 1,
          maximum: 64,
          expected: "a number from 1 to 64",
          default: 8,
          description: "How many characters stand behind the prefix.",
        }),
      },
      { ...strict, default: {}, description: "The form of account numbers." },
    ),
    passwords: Type.Object(
      {
        minLength: Type.Integer({
          minimum: 8,
          maximum: 128,
          expected: "a number from 8 to 128",
          default: 15,
          description: "The shortest password that may be chosen, in characters. 15 where it is the only factor.",
        }),
        blockList: Type.Optional(
          path(
            "More passwords that nobody may choose, one a line, such as a list of leaked ones; relative to clavis.yaml.",
          ),
        ),
      },
      { ...strict, default: {}, description: "What users may choose. Common passwords are refused in any case." },
    ),
    listeners: Type.Object(
      {
        public: Type.Object(
          { address: address("127.0.0.1:8080", "Where it listens."), tls: Type.Optional(tls) },
          { ...strict, default: {}, description: "The API behind the door. A text stands for its address." },
        ),
        private: Type.Object(
          {
            address: address("127.0.0.1:8081", "Where it listens. Off loopback only with TLS."),
            hosts,
            tls: Type.Optional(tls),
          },
          { ...strict, default: {}, description: "Health and management. A text stands for its address." },
        ),
        authz: Type.Optional(
          Type.Object(
            { address: address(undefined, "A loopback address or a Unix socket."), hosts },
            { ...strict, description: "The decision API; `off` where it is not given. A text stands for its address." },
          ),
        ),
      },
      { ...strict, default: {}, description: "Where Clavis listens: `host:port`, or `unix:` and a path." },
    ),
    selfService: Type.Object(
      {
        basePath: Type.String({
          pattern: "^(/[A-Za-z0-9._~-]+)*/?$",
          expected: "a path such as /api/v1",
          default: "/api/v1",
          description: "Below it lie `apikeys`, `me` and `requests`.",
        }),
      },
      {
        ...strict,
        default: {},
        description: "What customers do themselves on the public listener; `off` for nothing.",
      },
    ),
    trustedProxies: Type.Array(Type.String({ expected: "a network such as 10.0.0.0/8" }), {
      default: [],
      description: "Networks whose forwarded headers count. None by default; never everything (SECURITY NET-01).",
    }),
    publicOrigin: Type.Optional(
      Type.String({
        pattern: "^https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+\\])(?::[0-9]{1,5})?$",
        expected: "an origin such as https://api.example.com, lower-case and without a path",
        description: "What problem types begin with. Made from the public listener where it is not given.",
      }),
    ),
    limits: Type.Object(
      {
        bodyBytes: bytes(10_485_760, 0, 1_099_511_627_776, "The largest request body; more is 413."),
        headerBytes: bytes(16_384, 1_024, 65_536, "Request line and headers together; more is 431."),
        inFlight: Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          expected: "a number from 1 to 1000000",
          default: 4_096,
          description: "Open requests at once; more are answered 503 `overloaded`.",
        }),
        connections: Type.Integer({
          minimum: 1,
          maximum: 65_535,
          expected: "a number from 1 to 65535",
          default: 1_024,
          description:
            "Connections to each upstream; further requests wait for one up to `timeouts.connect`, then are answered 503 `overloaded`.",
        }),
        clientConnections: Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          expected: "a number from 1 to 1000000",
          default: 10_000,
          description: "Connections of clients to each listener; more are closed at once, which the log says.",
        }),
      },
      { ...strict, default: {}, description: "What one request, and all together, may take." },
    ),
    timeouts: Type.Object(
      {
        connect: duration("5s", "To reach the upstream."),
        answer: duration("60s", "Until the upstream's answer begins."),
        headers: duration("15s", "Until a request's headers have arrived."),
        request: duration("5m", "Until a whole request has arrived."),
        idle: duration("2m", "Without a byte of the upstream's answer; event streams may be silent."),
        keepAlive: duration("65s", "How long an idle connection stays open."),
      },
      { ...strict, default: {}, description: "How long Clavis waits." },
    ),
    log: Type.Object(
      {
        mode: Type.Enum(["bounded", "strict"], {
          default: "bounded",
          description:
            "`strict` answers only once the request record is durable; `bounded` may lose the last ones, and says so.",
        }),
        keepDays: Type.Integer({
          minimum: 1,
          maximum: 36_500,
          expected: "a number of days from 1 to 36500",
          default: 90,
          description: "How many days request records are kept.",
        }),
        headers: Type.Array(headerName, {
          default: ["accept", "content-length", "content-type", "user-agent"],
          description: "Request headers that a record keeps. Names that carry credentials are refused.",
        }),
      },
      { ...strict, default: {}, description: "Request records." },
    ),
    storage: Type.Object(
      {
        data: Type.String({
          minLength: 1,
          expected: "a path",
          default: "./data",
          description: "The data directory, relative to clavis.yaml. `CLAVIS_DATA` and `--data` win over it.",
        }),
      },
      { ...strict, default: {}, description: "Where everything is kept." },
    ),
    shutdown: Type.Object(
      { grace: duration("10s", "How long open requests and streams may take after SIGTERM.") },
      { ...strict, default: {}, description: "How Clavis stops." },
    ),
    legacy: Type.Object(
      {
        keyInQuery: Type.Boolean({
          default: false,
          description: "Allow API keys in the query, which ends up in logs and histories elsewhere (SECURITY LEG-05).",
        }),
      },
      { ...strict, default: {}, description: "What today's standards advise against. All off by default." },
    ),
    directory: Type.Optional(
      path("directory.yaml, relative to clavis.yaml; applied at first start and by `clavis apply`."),
    ),
  },
  strict,
);

export type EnvironmentMembers = Static<typeof environmentSchema>;
export type SchemeMembers = Static<typeof schemeSchema>;
