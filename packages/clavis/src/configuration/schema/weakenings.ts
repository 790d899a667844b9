import Type from "typebox";
import { flag, strict, userKind } from "./forms.ts";

export const legacySchema = Type.Object(
  {
    keyInQuery: flag(
      "Allow API keys and application keys in the query, which ends up in logs and histories elsewhere (SECURITY LEG-05).",
    ),
    loginInQuery: flag("Allow the parameters of signing in in the query; they are never recorded here."),
    sha1Login: Type.Array(userKind, {
      uniqueItems: true,
      default: [],
      expected: "true, or a list of different kinds of users",
      description:
        "Whose passwords may arrive as their SHA-1 when signing in, if they are stored for it: a list of kinds, or `true` for everyone (SECURITY LEG-01 to 03).",
    }),
  },
  { ...strict, default: {}, description: "What today's standards advise against. All off by default." },
);

export const insecureSchema = Type.Object(
  {
    cookieWithoutOrigin: Type.Array(Type.String({ minLength: 1, expected: "an operationId" }), {
      uniqueItems: true,
      default: [],
      expected: "a list of different operationIds",
      description: "Operations that a page of any origin may call with a user's session (SECURITY SES-05).",
    }),
    sessionCookie: flag(
      "Allow a session's cookie without `__Host-`, `Secure`, `HttpOnly` or `SameSite` (SECURITY SES-04).",
    ),
    sha1LoginWithoutTls: flag("Allow `legacy.sha1Login` on a public listener without TLS beyond this machine."),
    httpIssuers: flag("Allow issuers, and where their keys are published, without TLS beyond this machine."),
  },
  { ...strict, default: {}, description: "What opens a hole, each by its name. All off by default." },
);
