import Type, { type Static } from "typebox";
import { headerName, memberName, strict, userKind, wholeNumber } from "./forms.ts";

const parameter = (description: string) =>
  Type.String({
    pattern: "^[A-Za-z0-9_.~$@[\\]-]{1,100}$",
    expected: "the name of a parameter, such as email or pro[email]",
    description,
  });

const credentials = Type.Object(
  {
    kind: Type.Optional(
      Type.String({ ...userKind, description: "The kind of user that signs in by them; any where it is not given." }),
    ),
    identifier: parameter("The parameter with the e-mail address."),
    password: parameter("The parameter with the password, or its SHA-1 where `legacy.sha1Login` says so."),
  },
  strict,
);

const field = Type.Object(
  {
    name: memberName("What the answer calls it."),
    from: Type.String({
      pattern: "^(?:createdAt|updatedAt|email|id|externalId|name|attribute:.{1,100})$",
      expected: "createdAt, updatedAt, email, id, externalId, name, or attribute: and a name",
      description: "What it is of the user: `externalId`, `attribute:cellphone`.",
    }),
    format: Type.Enum(["text", "integer", "datetime"], {
      default: "text",
      description: "`datetime` is `YYYY-MM-DD HH:MM:SS` in UTC, `integer` a number without quotes.",
    }),
  },
  strict,
);

export const answerSchema = Type.Object(
  {
    wrap: Type.Optional(memberName("The member that holds the fields, `null` when signing in fails.")),
    errorMember: Type.Optional(memberName("The member beside it: `null`, or what went wrong.")),
    fields: Type.Array(field, {
      minItems: 1,
      expected: "a list of fields",
      description: "What is said of the user, in this order.",
    }),
    headers: Type.Record(
      Type.String(),
      Type.String({ pattern: "^[\\x20-\\x7e]{1,200}$", expected: "a text of printable characters" }),
      { default: {}, description: 'More headers of the answer: `Status: "200"`.' },
    ),
  },
  strict,
);

export const sessionsSchema = Type.Object(
  {
    cookie: Type.Object(
      {
        name: Type.Optional(
          Type.String({
            ...headerName,
            expected: "the name of a cookie",
            description:
              "Its name: that of the scheme that carries sessions, such as `__Host-clavis-session`. Need not be given.",
          }),
        ),
        attributes: Type.String({
          minLength: 1,
          expected: "attributes such as Secure; HttpOnly; SameSite=Lax; Path=/",
          default: "Secure; HttpOnly; SameSite=Lax; Path=/",
          description: "What follows its value, sent as it stands here.",
        }),
      },
      {
        ...strict,
        default: {},
        description:
          "The cookie that carries sessions. Less than `__Host-`, `Secure`, `HttpOnly` and `SameSite` needs `insecure.sessionCookie`.",
      },
    ),
    login: Type.Object(
      {
        credentials: Type.Array(credentials, {
          minItems: 1,
          default: [{ identifier: "email", password: "password" }],
          expected: "a list of identifier and password",
          description: "How the parameters of `POST /sessions/login` are named.",
        }),
        answer: Type.Record(Type.String(), answerSchema, {
          default: {},
          description: "What users of a kind are answered; `{user, expiresAt}` where nothing is said of a kind.",
        }),
        failure: Type.Object(
          {
            status: wholeNumber(400, 499, 403, "Its status."),
            error: Type.String({
              minLength: 1,
              maxLength: 200,
              expected: "a text of 1 to 200 characters",
              default: "The e-mail address or the password is wrong.",
              description: "What `errorMember` says, whatever the reason.",
            }),
          },
          {
            ...strict,
            default: {},
            description: "A failed sign-in of a kind that `answer` names. Others get a problem document.",
          },
        ),
      },
      { ...strict, default: {}, description: "Signing in." },
    ),
  },
  { ...strict, default: {}, description: "Sessions, where a scheme carries them." },
);

export type SessionMembers = Static<typeof sessionsSchema>;
export type LoginMembers = SessionMembers["login"];
