import Type from "typebox";
import { strict } from "./forms.ts";
import { quotaSchema, rateSchema } from "./limits.ts";

const list = (each: string, expected: string, description: string) =>
  Type.Optional(Type.Array(Type.String({ expected: each }), { expected, description }));

const time = (description: string) =>
  Type.Optional(
    Type.Integer({ expected: "a time such as 2027-01-31T08:00:00Z, or a day such as 2027-01-31", description }),
  );

/** What narrows an account, an application or a role. What the values mean is checked by the directory's own rules. */
export const restrictionsSchema = Type.Object(
  {
    networks: list(
      "a network such as 203.0.113.0/24",
      "a list of networks",
      "Networks or addresses from which it may be used.",
    ),
    countries: list("a country code such as BE", "a list of country codes", "Countries from which it may be used."),
    hours: Type.Optional(
      Type.String({
        expected: "opening hours such as mon-fri 08:00-18:00 Europe/Brussels",
        description: "When it may be used: `mon-fri 08:00-18:00 Europe/Brussels`.",
      }),
    ),
    anchor: Type.Optional(
      Type.Object(
        {
          to: Type.Enum(["address", "network", "country"], { description: "What of the address of the first use." }),
          mode: Type.Enum(["observe", "warn", "enforce"], {
            description: "Mark the record, the answer too, or refuse.",
          }),
        },
        {
          ...strict,
          expected: "one of address, network, country, or an object with to and mode",
          description:
            "Binds the whole of it, apart in each environment and of a role for each of its users, to where it is used first. A text stands for `to`, enforced.",
        },
      ),
    ),
    operations: list("an operationId", "a list of operationIds", "The operations that may be called."),
    notBefore: time("From when it may be used."),
    expiresAt: time("Until when it may be used."),
    rate: Type.Optional(rateSchema),
    quota: Type.Optional(quotaSchema),
  },
  { ...strict, description: "What narrows it; all of them together, replaced as a whole." },
);
