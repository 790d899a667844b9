import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readStructuredList } from "../../test/structured-list.ts";
import type { Balance, Charge } from "../kernel/ports.ts";
import { rateLimitFields } from "./rate-limit-fields.ts";

interface Vector {
  readonly name: string;
  readonly raw: readonly string[];
  readonly header_type: "item" | "list" | "dictionary";
  readonly must_fail?: boolean;
  readonly can_fail?: boolean;
  readonly expected?: unknown;
}

const folder = join(import.meta.dirname, "../../../../test/vectors/structured-fields");
const files = ["list", "param-list", "string", "number", "token", "boolean"];
const vectors = files.flatMap((file): Vector[] => JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8")));

/** As the vectors write values. */
const written = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "token" in value ? { __type: "token", value: value.token } : value;

const asWritten = (members: unknown): unknown => JSON.parse(JSON.stringify(members, written));

test("the reader of these tests reads the public vectors of structured fields as they ask", () => {
  let count = 0;
  for (const { name, raw, header_type, must_fail, can_fail, expected } of vectors) {
    if (header_type === "dictionary" || can_fail === true) continue;
    const members = readStructuredList(raw.join(","));
    const isItem = header_type === "item";
    const read = isItem && members?.length !== 1 ? undefined : members;
    if (must_fail === true) assert.equal(read, undefined, name);
    else assert.deepEqual(asWritten(isItem ? read?.[0] : read), expected, name);
    count++;
  }
  assert.ok(count >= 99, `${count} vectors`);
});

const balance = (remaining: number, resetAfter: number): Balance => ({
  ...{ passed: remaining > 0, remaining, resetAfter },
  retryAfter: 0,
});

test("NET-05: the RateLimit fields of several policies are structured lists, and no number in them is negative", () => {
  const charges: readonly Charge[] = [
    { kind: "rate", rule: "key.rate", name: "key", cell: "k", rate: { limit: 100, seconds: 60 }, cost: 1 },
    { kind: "uses", rule: "key.uses", cell: "k", uses: 3, expiresAt: 0 },
    { kind: "rate", rule: "limit.x", name: "burst", cell: "k", rate: { limit: 5, seconds: 1, burst: 2 }, cost: 2 },
    {
      ...{ kind: "quota", rule: "account.quota", name: "account-quota", cell: "C1" },
      ...{ quota: { limit: 1000, period: "month" }, zone: "Europe/Brussels", cost: 1 },
    },
  ];
  const balances = [balance(99, 600), balance(2, 0), balance(-3, -1), balance(0.9, 59_001)];
  const fields = rateLimitFields(charges, balances);
  assert.deepEqual([fields[0], fields[2], fields.length], ["RateLimit-Policy", "RateLimit", 4]);
  assert.deepEqual(readStructuredList(fields[1] ?? ","), [
    [
      "key",
      [
        ["q", 100],
        ["w", 60],
      ],
    ],
    [
      "burst",
      [
        ["q", 5],
        ["w", 1],
      ],
    ],
    [
      "account-quota",
      [
        ["q", 1000],
        ["w", 2_678_400],
      ],
    ],
  ]);
  assert.deepEqual(readStructuredList(fields[3] ?? ","), [
    [
      "key",
      [
        ["r", 99],
        ["t", 1],
      ],
    ],
    [
      "burst",
      [
        ["r", 0],
        ["t", 0],
      ],
    ],
    [
      "account-quota",
      [
        ["r", 0],
        ["t", 60],
      ],
    ],
  ]);
});
