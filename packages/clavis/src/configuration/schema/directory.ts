import Type from "typebox";
import { strict } from "./forms.ts";
import { restrictionsSchema } from "./restrictions.ts";
import { userSchema } from "./user.ts";

const number = (description: string) => Type.String({ expected: "an account number", description });
const rights = (description: string) =>
  Type.Array(Type.String({ expected: "a right" }), { expected: "a list of rights", description });
const name = (description: string) =>
  Type.String({ minLength: 1, maxLength: 100, expected: "a name of 1 to 100 characters", description });

const account = Type.Object(
  {
    number: number("The account number."),
    name: name("Whom the account belongs to."),
    rights: Type.Optional(rights("A ceiling over everything done in the account. `*` in a new account.")),
    restrictions: Type.Optional(restrictionsSchema),
    zone: Type.Optional(
      Type.String({
        expected: "a time zone such as Europe/Brussels",
        description: "The time zone in which its days and months begin. `UTC` in a new account.",
      }),
    ),
    enabled: Type.Optional(
      Type.Boolean({ description: "Whether anything may be done in the account. `true` in a new account." }),
    ),
  },
  strict,
);

const application = Type.Object(
  {
    id: Type.String({
      pattern: "^[a-z0-9][a-z0-9-]{0,63}$",
      expected: "1 to 64 lower-case letters, digits and dashes, not beginning with a dash",
      description: "What it is called by.",
    }),
    name: Type.Optional(name("What people call it. The id in a new application.")),
    rights: Type.Optional(rights("A ceiling over everything done with its keys. `*` in a new application.")),
    restrictions: Type.Optional(restrictionsSchema),
    enabled: Type.Optional(
      Type.Boolean({ description: "Whether anything may be done with it. `true` in a new application." }),
    ),
  },
  strict,
);

const role = Type.Object(
  {
    name: Type.String({ minLength: 1, expected: "a name", description: "The role's name." }),
    rights: rights("What whoever has the role may do."),
    restrictions: Type.Optional(restrictionsSchema),
  },
  strict,
);

const link = Type.Object(
  {
    portal: number("The account that may act for the other."),
    client: number("The account it may act for."),
    ceiling: Type.Optional(
      rights("All that may be done over the link. `*` in a new link. Another ceiling makes the link anew."),
    ),
  },
  strict,
);

/** The members of directory.yaml. A default here would overwrite what is there: `apply` leaves it as it is. */
export const directorySchema = Type.Object(
  {
    accounts: Type.Array(account, { default: [], expected: "a list of accounts", description: "The accounts." }),
    applications: Type.Array(application, {
      default: [],
      expected: "a list of applications",
      description: "The programs that have application keys.",
    }),
    roles: Type.Array(role, { default: [], expected: "a list of roles", description: "Named lists of rights." }),
    links: Type.Array(link, {
      default: [],
      expected: "a list of links",
      description: "Which account, the portal, may act for which other.",
    }),
    users: Type.Array(userSchema, { default: [], expected: "a list of users", description: "The users." }),
  },
  strict,
);
