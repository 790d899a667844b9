import Type, { type Static } from "typebox";
import { duration, path, strict } from "./forms.ts";

const issuer = (description: string) =>
  Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, expected: "a URL such as https://api.example.com", description }),
  );

const audience = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 500, expected: "a text of 1 to 500 characters", description }));

const refresh = Type.Object(
  {
    idle: duration("30d", "How long a refresh token lasts unused.", "90d"),
    absolute: duration("90d", "How long the tokens of one source can be refreshed in all.", "90d"),
    interval: Type.String({
      pattern: "^(0s|[1-9][0-9]{0,8}(ms|s|m|h))$",
      expected: "0s, or a duration such as 30s, 5m or 1h, at most 24h",
      default: "0s",
      description: "The shortest time between two refreshes; sooner is 429 `refresh_too_early`.",
    }),
    retryWindow: duration(
      "10s",
      "How long the same client is given the same successor again, for an answer that was lost. At most 1m.",
    ),
  },
  { ...strict, default: {}, description: "Refresh tokens." },
);

export const tokensSchema = Type.Object(
  {
    algorithm: Type.Enum(["HS256", "RS256", "ES256", "EdDSA"], {
      default: "ES256",
      description: "How access tokens are signed. With HS256 nobody else can verify them.",
    }),
    issuer: issuer(
      "`iss` of its tokens, exact. `publicOrigin`, or `https://` and its first host where that is another.",
    ),
    audience: audience("`aud` of its tokens. The issuer where it is not given."),
    lifetime: duration("15m", "How long an access token lasts that asks for nothing else.", "90d"),
    maxLifetime: duration("1h", "The longest that may be asked for.", "90d"),
    refresh,
    rotateEvery: Type.Optional(
      duration(undefined, "How often its signing key is replaced. Only by command where it is not given.", "90d"),
    ),
    lead: duration("15m", "How long a signing key is published before it signs."),
  },
  { ...strict, default: {}, description: "Access tokens, one-time tokens and refresh tokens." },
);

export const assertionSchema = Type.Object(
  {
    algorithm: Type.Enum(["off", "hs256", "es256", "eddsa"], {
      default: "off",
      description: "How `Clavis-Assertion` is signed, or `off` for none.",
    }),
    audience: audience("`aud` of the assertions. The origin of the upstream where it is not given."),
    secretFile: Type.Optional(
      path(
        "Of `hs256`: a file with the secret that the upstream has too, at least 32 random bytes; relative to clavis.yaml.",
      ),
    ),
  },
  {
    ...strict,
    default: {},
    expected: "one of off, hs256, es256, eddsa, or an object with algorithm and audience",
    description: "A signed statement for the upstream of who calls. A text stands for its algorithm.",
  },
);

export type TokenMembers = Static<typeof tokensSchema>;
export type AssertionMembers = Static<typeof assertionSchema>;
