// The password is that of directory.yaml.
const manager = "manager@shop.example:ManagerWachtwoord1";

/** What `npm start -- tills` makes keys for, and the calls it prints. */
export const demonstration = {
  owner: { kind: "account", number: "CSHOP0001" },
  name: "Till 1 of S-12",
  rights: ["shops/S-12:open", "shops/S-12:close", "orders", "tokens:create"],
  calls: [
    { status: 200, why: "the till opens its shop's day", method: "POST", path: "/api/v1/shops/S-12/open" },
    { status: 403, why: "and no other shop's", method: "POST", path: "/api/v1/shops/S-13/open" },
    {
      status: 200,
      why: "the same in the sandbox, which has keys and data of its own",
      environment: "sandbox",
      method: "POST",
      path: "/api/v1/shops/S-12/open",
    },
    {
      status: 201,
      why: "an access token from the key, narrower than it",
      method: "POST",
      path: "/api/v1/tokens",
      body: '{"rights": ["orders:read"], "lifetime": 300}',
    },
    {
      status: 201,
      why: "the manager makes a one-time token for one refund",
      method: "POST",
      path: "/api/v1/tokens",
      user: manager,
      body: '{"rights": ["refunds:create"], "uses": 1, "lifetime": 60}',
    },
    {
      status: 403,
      why: "a password is for making tokens, not for work",
      method: "GET",
      path: "/api/v1/orders",
      user: manager,
    },
  ],
} as const;
