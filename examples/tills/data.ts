export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly open: boolean;
}

export interface Order {
  readonly id: number;
  /** Account numbers: who ordered, and who delivers. */
  readonly buyer: string;
  readonly supplier: string;
  readonly shop: string;
  readonly article: string;
  readonly quantity: number;
}

export interface Refund {
  readonly id: number;
  readonly receipt: string;
  readonly amount: number;
  /** The user, or the credential where there is none. */
  readonly by: string;
}

/** What one account has beside orders, which belong to two. */
export interface Business {
  readonly shops: Map<string, Shop>;
  readonly refunds: Refund[];
}

/** Everything that the service knows, made anew at each start. */
export interface Data {
  readonly businesses: Map<string, Business>;
  readonly orders: Order[];
}

export const makeData = (): Data => ({
  businesses: new Map([
    ["CSHOP0001", business({ id: "S-12", name: "Grote Markt" }, { id: "S-13", name: "Stationsplein" })],
    ["CSHOP0002", business({ id: "S-20", name: "Kustlaan" })],
  ]),
  orders: [
    { id: 1, buyer: "CSHOP0001", supplier: "CSUPPL001", shop: "S-12", article: "Flour, 25 kg", quantity: 8 },
    { id: 2, buyer: "CSHOP0001", supplier: "CSUPPL002", shop: "S-13", article: "Butter, 10 kg", quantity: 3 },
    { id: 3, buyer: "CSHOP0002", supplier: "CSUPPL001", shop: "S-20", article: "Flour, 25 kg", quantity: 2 },
  ],
});

const business = (...shops: readonly Omit<Shop, "open">[]): Business => ({
  shops: new Map(shops.map((shop) => [shop.id, { ...shop, open: false }])),
  refunds: [],
});

/** Orders are seen by who ordered and by who delivers: a supplier sees its own of every shop, and no others. */
export const ordersOf = ({ orders }: Data, account: string): readonly Order[] =>
  orders.filter(({ buyer, supplier }) => buyer === account || supplier === account);

/** An account seen for the first time has no shops yet. */
export function businessOf({ businesses }: Data, account: string): Business {
  const known = businesses.get(account) ?? business();
  businesses.set(account, known);
  return known;
}
