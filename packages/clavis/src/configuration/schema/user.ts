import Type from "typebox";
import { strict } from "./forms.ts";

const text = (expected: string, description: string) =>
  Type.Optional(Type.String({ minLength: 1, expected, description }));

const attribute = Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
  expected: "a text, a number, true or false",
});

/** A user as files describe them: `directory.yaml`, and a line of what `clavis users import` reads. */
export const userSchema = Type.Object(
  {
    email: Type.String({ minLength: 3, expected: "an e-mail address", description: "Tells users apart, in any case." }),
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      expected: "a name of 1 to 100 characters",
      description: "The user's name.",
    }),
    kind: text("a word", "A label of yours; log-ins may be for users of one kind."),
    externalId: text("a text, in quotes where it is a number", "What you call the user elsewhere."),
    attributes: Type.Optional(
      Type.Record(Type.String(), attribute, {
        expected: "names, each with a text, a number, true or false",
        description: "What else you want to know of the user, by name. Replaces all that there are.",
      }),
    ),
    mainAccount: Type.Optional(
      Type.String({
        expected: "an account number",
        description: "The account of calls that name none; one that the user can use.",
      }),
    ),
    initialPassword: Type.Optional(
      Type.String({
        expected: "a text",
        description:
          "Counts only when the user is made. It keeps the rules for passwords and works at once: for fixtures, and for who is given it in person. Others are better invited.",
      }),
    ),
    passwordFormat: Type.Optional(
      Type.Enum(["plain", "sha1"], {
        description:
          "Counts only when the user is made. `sha1` for who signs in with the SHA-1 of the password, where `legacy.sha1Login` allows it; `plain` where it is left out.",
      }),
    ),
    passwordSha1: text(
      "40 hexadecimal characters",
      "Instead of `initialPassword`: the SHA-1 of it, in hexadecimal. The format is `sha1` then. The rules for passwords can not be checked by it: it is exempt from them.",
    ),
    passwordHash: text(
      "a hash",
      "Instead of `initialPassword`: a hash made elsewhere (argon2, bcrypt, scrypt, pbkdf2), exempt from the rules for passwords. It is hashed anew with argon2id when the user next signs in. A password of more than 72 bytes never matches a hash of bcrypt.",
    ),
    memberships: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Array(Type.String({ expected: "a role" }), {
          expected: "a list of roles",
          description: "The roles in the account of that number.",
        }),
        { expected: "account numbers, each with a list of roles", description: "Replaces all that the user has." },
      ),
    ),
    enabled: Type.Optional(Type.Boolean({ description: "Whether the user may sign in. `true` in a new user." })),
  },
  strict,
);
