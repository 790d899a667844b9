import Type, { type Static } from "typebox";
import { memberName, rights, strict } from "./forms.ts";

const text = (expected: string, description: string) =>
  Type.String({ minLength: 1, maxLength: 500, expected, description });

const user = Type.Object(
  {
    claim: memberName("The claim."),
    by: Type.Enum(["id", "email", "externalId"], { description: "What it is of a user here." }),
  },
  { ...strict, description: "Which user a token stands for." },
);

const granted = Type.Object(
  {
    claim: memberName("The claim: a list of texts, or one text with blanks between."),
    map: Type.Optional(
      Type.Record(Type.String(), rights, {
        description: "Rights for its values; others grant nothing. Where it is not given the values are rights.",
      }),
    ),
  },
  {
    ...strict,
    description: "The claim that says what may be done with a token: a ceiling. This, or `rights`.",
  },
);

export const issuerSchema = Type.Object(
  {
    issuer: text("a URL such as https://id.example.com", "`iss` of its tokens, exact."),
    audience: text("a text of 1 to 500 characters", "What their `aud` must contain."),
    algorithms: Type.Array(
      Type.Enum(["RS256", "ES256", "EdDSA"], {
        expected: "one of RS256, ES256, EdDSA: those whose keys can be published",
      }),
      {
        minItems: 1,
        uniqueItems: true,
        expected: "a list of different algorithms",
        description: "How they may be signed.",
      },
    ),
    jwks: text("the URL of a JSON Web Key Set", "Where its keys are published."),
    environment: Type.Optional(
      text("the name of an environment", "Where its tokens count. May be left out where there is only one."),
    ),
    types: Type.Array(text("a `typ` such as at+jwt", "A `typ`."), {
      minItems: 1,
      uniqueItems: true,
      default: ["at+jwt"],
      expected: "a list of different types",
      description:
        "The `typ` its access tokens may have, with `application/` before it or not; `JWT` only where it issues nothing else.",
    }),
    rights: Type.Optional(
      Type.Array(Type.String({ expected: "a right such as invoices:read" }), {
        minItems: 1,
        expected: "a list of rights",
        description: "What may be done with each of its tokens: a ceiling, `*` for all that its user may.",
      }),
    ),
    claims: Type.Object(
      {
        user: Type.Optional(user),
        account: Type.Optional(memberName("The claim that names the account. One of `user` and `account` is needed.")),
        rights: Type.Optional(granted),
      },
      { ...strict, description: "What its claims mean here. Needed, with `user` or `account`." },
    ),
  },
  strict,
);

export type IssuerMembers = Static<typeof issuerSchema>;
