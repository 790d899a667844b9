// The passwords are those of directory.yaml.
const jan = "jan@domain.be:MijnWachtwoord";
const an = "an@kantoor.be:KantoorWachtwoord";

/** What `npm start` makes a key for, and the calls it prints. */
export const demonstration = {
  owner: { kind: "account", number: "CKLANT001" },
  name: "Demonstration",
  rights: ["invoices", "clients:read"],
  calls: [
    { status: 200, why: "allowed by the right invoices", method: "GET", path: "/api/v1/invoices" },
    {
      status: 201,
      why: "allowed by the right invoices",
      method: "POST",
      path: "/api/v1/invoices",
      body: '{"clientId": 1, "total": 99.5}',
    },
    { status: 403, why: "clients:read does not cover delete", method: "DELETE", path: "/api/v1/clients/1" },
    { status: 404, why: "no such path in openapi.yaml", method: "GET", path: "/api/v1/orders" },
    {
      status: 201,
      why: "a user makes a key with e-mail address and password",
      method: "POST",
      path: "/api/v1/apikeys",
      user: jan,
      body: '{"name": "Integratie met webshop", "rights": ["invoices", "clients"]}',
    },
    {
      status: 200,
      why: "an accountant reads for a client of the portal",
      method: "GET",
      path: "/api/v1/invoices",
      user: an,
      account: "CKLANT002",
    },
    {
      status: 403,
      why: "the link to this client is for reading only",
      method: "DELETE",
      path: "/api/v1/invoices/1",
      user: an,
      account: "CKLANT002",
    },
  ],
} as const;
