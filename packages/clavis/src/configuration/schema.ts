import { keyWordForm } from "@clavis/core";
import Type from "typebox";
import { environmentSchema } from "./schema/environment.ts";
import {
  address,
  bytes,
  duration,
  headerName,
  host,
  originPattern,
  path,
  rights,
  strict,
  userKind,
} from "./schema/forms.ts";
import { issuerSchema } from "./schema/issuers.ts";
import { limitsSchema } from "./schema/limits.ts";
import { schemeSchema } from "./schema/scheme.ts";
import { sessionsSchema } from "./schema/sessions.ts";
import { insecureSchema, legacySchema } from "./schema/weakenings.ts";

/**
 * The members of clavis.yaml. These schemas are the one place for their defaults and descriptions: the reference page is
 * made from them. `expected` completes the sentence "must be ..." of a problem.
 */
const tls = Type.Object(
  { cert: path("The certificate chain, PEM."), key: path("Its private key, PEM.") },
  { ...strict, description: "Serve TLS with these files, relative to clavis.yaml." },
);

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
        formatSuffix: Type.Optional(
          Type.Object(
            {
              suffix: Type.String({
                pattern: "^\\.[a-z0-9]{1,16}$",
                expected: "a suffix such as .json",
                description: "What may stand at the end of every path, and is cut off before the path is judged.",
              }),
              forward: Type.Boolean({ default: false, description: "Let the upstream see it." }),
            },
            {
              ...strict,
              expected: "a suffix such as .json, or an object with suffix and forward",
              description: "A suffix that says in which format an answer is wanted. A text stands for the suffix.",
            },
          ),
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
    users: Type.Object(
      {
        kinds: Type.Optional(
          Type.Array(userKind, {
            minItems: 1,
            uniqueItems: true,
            expected: "a list of different kinds",
            description: "The kinds that users may have; any where it is not given.",
          }),
        ),
      },
      { ...strict, default: {}, description: "Who users are." },
    ),
    sessions: sessionsSchema,
    issuers: Type.Array(issuerSchema, {
      default: [],
      expected: "a list of issuers",
      description: "Others whose access tokens count here.",
    }),
    geo: Type.Optional(
      Type.Object(
        { database: path("A MaxMind DB file with countries, relative to clavis.yaml; read again when it changes.") },
        { ...strict, description: "Where addresses are. Without it what needs a country is refused." },
      ),
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
          description:
            "Below it lie `apikeys`, `me`, `requests`, and where schemes carry them `tokens` and `sessions`.",
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
        pattern: originPattern,
        expected: "an origin such as https://api.example.com, lower-case and without a path",
        description:
          "What problem types and links to users begin with: an environment's host. Made from the public listener where it is not given.",
      }),
    ),
    limits: limitsSchema,
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
        maxBytes: Type.Optional(
          bytes(
            undefined,
            1_048_576,
            1_125_899_906_842_624,
            "How much request records may take; beyond it the oldest days go, before `keepDays`.",
          ),
        ),
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
    legacy: legacySchema,
    insecure: insecureSchema,
    directory: Type.Optional(
      path("directory.yaml, relative to clavis.yaml; applied at first start and by `clavis apply`."),
    ),
  },
  strict,
);
