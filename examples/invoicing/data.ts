export const collections = ["invoices", "clients", "products", "payments"] as const;
export type Collection = (typeof collections)[number];

/** An invoice, client, product or payment: its id and whatever else it was given. */
export type Item = { readonly id: number } & Readonly<Record<string, unknown>>;

/** What one account has, by collection and id. */
export type DataSet = Readonly<Record<Collection, Map<number, Item>>>;

/** The data of every account, made anew at each start. */
export function makeData(): Map<string, DataSet> {
  return new Map([
    ["CPORTAL01", dataSet("Boekhouderskantoor", "Maandelijkse boekhouding", 150)],
    ["CKLANT001", dataSet("Café De Zwaan", "Pistolets, 100 stuks", 55)],
    ["CKLANT002", dataSet("Taxi Jans", "Groot onderhoud", 420)],
    ["CANDERE01", dataSet("Hotel Astrid", "Boeket voor de balie", 38)],
  ]);
}

export const emptyDataSet = (): DataSet => ({
  invoices: new Map(),
  clients: new Map(),
  products: new Map(),
  payments: new Map(),
});

function dataSet(client: string, product: string, price: number): DataSet {
  return {
    invoices: byId([
      { id: 1, number: "2026-001", clientId: 1, date: "2026-01-15", total: price },
      { id: 2, number: "2026-002", clientId: 1, date: "2026-02-15", total: 2 * price },
    ]),
    clients: byId([{ id: 1, name: client, email: "facturen@example.com" }]),
    products: byId([{ id: 1, name: product, price }]),
    payments: byId([{ id: 1, invoiceId: 1, date: "2026-01-20", amount: price }]),
  };
}

const byId = (items: readonly Item[]): Map<number, Item> => new Map(items.map((item) => [item.id, item]));
