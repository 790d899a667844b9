import { type Business, businessOf, type Data, type Order, ordersOf, type Refund } from "./data.ts";

export interface Caller {
  readonly account: string;
  readonly by: string;
}

/** A text is CSV. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body: object | string;
}

const absent: Answer = { status: 404, body: { error: "There is no such thing for this account." } };
const unreadable = (error: string): Answer => ({ status: 400, body: { error } });

/** `/api/v1/shops`, `/api/v1/shops/S-12/open`, `/api/v1/orders/1`, … */
const pathForm = /^\/api\/v1\/(shops|orders|refunds)(?:\/([A-Za-z0-9-]+)(?:(?<=\/shops\/[^/]+)\/(open|close))?)?$/;

/** What an account is answered. Without an account (`-`, or nobody before this service) there is nothing. */
export function answer(data: Data, caller: Caller, method: string, path: string, body: string): Answer {
  const [, collection, id, verb] = pathForm.exec(path) ?? [];
  if (collection === undefined || caller.account === "-") return absent;
  const reads = method === "GET" || method === "HEAD";
  if (collection === "orders") return reads ? readOrders(data, caller, id) : createOrder(data, caller, id, body);
  const business = businessOf(data, caller.account);
  if (collection === "refunds") return reads ? readRefunds(business, id) : createRefund(business, caller, id, body);
  if (reads && verb === undefined) return readShops(business, id);
  return method === "POST" && id !== undefined && verb !== undefined ? setShop(business, id, verb === "open") : absent;
}

function readShops({ shops }: Business, id: string | undefined): Answer {
  if (id === undefined) return { status: 200, body: { shops: [...shops.values()] } };
  const shop = shops.get(id);
  return shop === undefined ? absent : { status: 200, body: shop };
}

function setShop({ shops }: Business, id: string, open: boolean): Answer {
  const shop = shops.get(id);
  if (shop === undefined) return absent;
  const changed = { ...shop, open };
  shops.set(id, changed);
  return { status: 200, body: changed };
}

function readOrders(data: Data, { account }: Caller, id: string | undefined): Answer {
  const orders = ordersOf(data, account);
  if (id === undefined) return { status: 200, body: { orders } };
  if (id === "export") return { status: 200, body: csvOf(orders) };
  const order = orders.find((order) => String(order.id) === id);
  return order === undefined ? absent : { status: 200, body: order };
}

const columns = ["id", "buyer", "supplier", "shop", "article", "quantity"] as const;

const csvOf = (orders: readonly Order[]): string =>
  [columns.join(), ...orders.map((order) => columns.map((column) => cell(order[column])).join())]
    .map((line) => `${line}\r\n`)
    .join("");

/** RFC 4180. */
const cell = (value: string | number): string =>
  /[",\r\n]/.test(`${value}`) ? `"${`${value}`.replaceAll('"', '""')}"` : `${value}`;

function createOrder(data: Data, { account }: Caller, id: string | undefined, body: string): Answer {
  if (id !== undefined) return absent;
  const { shop, supplier, article, quantity } = membersOf(body);
  if (typeof shop !== "string" || typeof supplier !== "string" || typeof article !== "string" || !isCount(quantity))
    return unreadable("An order has the members shop, supplier, article and quantity.");
  const order: Order = { id: data.orders.length + 1, buyer: account, supplier, shop, article, quantity };
  data.orders.push(order);
  return { status: 201, location: `/api/v1/orders/${order.id}`, body: order };
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;

const readRefunds = ({ refunds }: Business, id: string | undefined): Answer =>
  id === undefined ? { status: 200, body: { refunds } } : absent;

function createRefund({ refunds }: Business, { by }: Caller, id: string | undefined, body: string): Answer {
  if (id !== undefined) return absent;
  const { receipt, amount } = membersOf(body);
  if (typeof receipt !== "string" || typeof amount !== "number" || !(amount > 0))
    return unreadable("A refund has the members receipt and amount.");
  const refund: Refund = { id: refunds.length + 1, receipt, amount, by };
  refunds.push(refund);
  return { status: 201, body: refund };
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
