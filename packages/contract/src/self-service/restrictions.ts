import { Type } from "typebox";

const strict = { additionalProperties: false };

export const Time = (description: string) =>
  Type.String({
    maxLength: 35,
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?(Z|[+-]\\d{2}:\\d{2})$",
    description,
  });

export const Rights = (description: string) =>
  Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000, description });

const List = (maxItems: number, description: string) =>
  Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems, description });

const Count = Type.Integer({ minimum: 1 });
const Shadow = Type.Optional(Type.Boolean({ description: "Counted and recorded, never refused." }));

/** What narrows a credential beside its rights. */
export const Restrictions = Type.Object(
  {
    networks: Type.Optional(List(1000, "Where it works: CIDR.")),
    countries: Type.Optional(List(300, "Where it works: ISO 3166-1 alpha-2, capital letters.")),
    hours: Type.Optional(
      Type.String({ maxLength: 500, description: "When it works: `mon-fri 08:00-18:00 Europe/Brussels`." }),
    ),
    anchor: Type.Optional(
      Type.Object(
        {
          to: Type.Enum(["address", "network", "country"]),
          mode: Type.Enum(["observe", "warn", "enforce"]),
        },
        { ...strict, description: "Binds it to where it is used first; `network` is a /24 or a /64." },
      ),
    ),
    operations: Type.Optional(List(1000, "What it works for: operationIds.")),
    uses: Type.Optional(Type.Integer({ minimum: 1, description: "How often it works in all." })),
    rate: Type.Optional(
      Type.Object(
        { limit: Count, seconds: Count, burst: Type.Optional(Count), shadow: Shadow },
        { ...strict, description: "So many requests in so many seconds, at most `burst` of them at once." },
      ),
    ),
    quota: Type.Optional(
      Type.Object(
        { limit: Count, period: Type.Enum(["day", "month"]), shadow: Shadow },
        { ...strict, description: "So many requests a calendar day or month, in the time zone of the account." },
      ),
    ),
  },
  strict,
);
