/** What `npm start` makes a key for, and the calls it prints. */
export const demonstration = {
  account: "CKLANT001",
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
  ],
} as const;
