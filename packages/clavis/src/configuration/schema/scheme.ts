import Type, { type Static } from "typebox";
import { credentialWords } from "../../description/credential-words.ts";
import { strict } from "./forms.ts";

const day = (description: string) =>
  Type.Optional(
    Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", expected: "a day such as 2026-01-01", description }),
  );

export const schemeSchema = Type.Object(
  {
    credential: Type.Optional(
      Type.Array(Type.Enum([...credentialWords], { expected: `one of ${credentialWords.join(", ")}` }), {
        minItems: 1,
        uniqueItems: true,
        expected: `one of ${credentialWords.join(", ")}, or a list of different ones`,
        description:
          "What it carries: `api-key`, `application-key`, `session`, `access-token`, `one-time`; a text stands for a list of one. `application-key` stands alone, `session` only in a cookie, tokens in a header or a bearer. Left out where the API description says it, for `http basic`, and for bearer schemes, which carry `access-token` and `one-time`.",
      }),
    ),
    deprecatedSince: day(
      "The day from which its use is deprecated: each answer says so (`Deprecation`, RFC 9745), each record is marked.",
    ),
    sunset: day("The day from which it will be gone: each answer says so (`Sunset`, RFC 8594)."),
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

export type SchemeMembers = Static<typeof schemeSchema>;
