import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AnchorRule, Balance, Charge, Quota, Rate } from "@clavis/core";
import type { Ledger } from "../settlement/ledger.ts";
import { LocalSettlement } from "../settlement/local-settlement.ts";

/** Opens an empty ledger; closing it is the test's, by `t.after`. */
export type OpenLedger = (t: TestContext) => Ledger;

const start = Date.parse("2026-11-22T12:00:00Z");
const hour = 3_600_000;
const day = 24 * hour;

const usesOf = (cell: string, uses: number, expiresAt = start + day): Charge => ({
  ...{ kind: "uses", rule: "token.uses" },
  ...{ cell, uses, expiresAt },
});

const rateOf = (cell: string, rate: Rate, cost = 1): Charge => ({
  ...{ kind: "rate", rule: "key.rate", name: "key" },
  ...{ cell, rate, cost },
});

const quotaOf = (cell: string, quota: Quota, cost = 1, zone = "Europe/Brussels"): Charge => ({
  ...{ kind: "quota", rule: "account.quota", name: "account-quota" },
  ...{ cell, quota, zone, cost },
});

const anchorOf = (cell: string, value: string, mode: AnchorRule["mode"] = "enforce"): Charge => ({
  ...{ kind: "anchor", rule: "key.anchor", to: "network" },
  ...{ cell, value, mode },
});

/** As a driver settles: at once where it can be, else durably. */
export const settled = async (
  settlement: LocalSettlement,
  charges: readonly Charge[],
  time = start,
): Promise<readonly Balance[]> => settlement.settle(charges, time) ?? (await settlement.settleDurably(charges, time));

const passes = async (settlement: LocalSettlement, charges: readonly Charge[], time = start): Promise<boolean> =>
  (await settled(settlement, charges, time)).every(({ passed }) => passed);

/** How many of so many settlements at once pass, taken in turns by settlements as of several processes. */
async function countAtOnce(
  settlements: readonly LocalSettlement[],
  charges: readonly Charge[],
  count: number,
  time = start,
): Promise<number> {
  const all = Array.from({ length: count }, (_, at) => settlements[at % settlements.length]).map((settlement) =>
    settlement === undefined ? false : passes(settlement, charges, time),
  );
  return (await Promise.all(all)).filter((passed) => passed).length;
}

export function testUses(name: string, open: OpenLedger): void {
  for (const uses of [1, 7])
    test(`${name}: KEY-05: of 100 uses at once of a credential with ${uses}, exactly ${uses} pass, and none later`, async (t) => {
      const ledger = open(t);
      const settlements = [new LocalSettlement(ledger), new LocalSettlement(ledger)];
      assert.equal(await countAtOnce(settlements, [usesOf("jti_1", uses)], 100), uses);
      assert.equal(await countAtOnce([new LocalSettlement(ledger)], [usesOf("jti_1", uses)], 3), 0);
      assert.equal(await countAtOnce(settlements, [usesOf("jti_2", uses)], 100), uses);
    });

  test(`${name}: a use is never settled without waiting, and its balance says how many are left`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = [usesOf("jti_1", 2)];
    assert.equal(settlement.settle(charges, start), undefined);
    const balance = { retryAfter: 0, resetAfter: 0 };
    assert.deepEqual(await settlement.settleDurably(charges, start), [{ passed: true, remaining: 1, ...balance }]);
    assert.deepEqual(await settlement.settleDurably(charges, start), [{ passed: true, remaining: 0, ...balance }]);
    assert.deepEqual(await settlement.settleDurably(charges, start), [{ passed: false, remaining: 0, ...balance }]);
  });

  test(`${name}: a call that a rate or quota refuses spends no use`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const [rate, quota, uses] = [
      rateOf("key_1", { limit: 1, seconds: 60 }),
      quotaOf("production C1", { limit: 1, period: "day" }),
      usesOf("jti_1", 1),
    ];
    assert.ok(await passes(settlement, [rate, quota]));
    assert.ok(!(await passes(settlement, [uses, rate])));
    assert.ok(!(await passes(settlement, [uses, quota])));
    assert.ok(await passes(settlement, [uses]));
  });

  test(`${name}: a call whose uses are spent takes nothing of its rates, quotas and other uses`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const spent = usesOf("jti_1", 1);
    const others = [
      rateOf("key_1", { limit: 3, seconds: 60 }),
      usesOf("jti_2", 3),
      quotaOf("production C1", { limit: 3, period: "month" }),
    ];
    await settled(settlement, [spent]);
    for (let round = 0; round < 5; round++) {
      const balances = await settled(settlement, [...others, spent, anchorOf("key_1", "203.0.113.0/24")]);
      assert.deepEqual(
        balances.map(({ passed }) => passed),
        [true, true, true, false, true],
      );
      assert.deepEqual(
        balances.slice(0, 3).map(({ remaining }) => remaining),
        [3, 3, 3],
      );
    }
    assert.equal(await countAtOnce([settlement], others, 9), 3);
    assert.ok(await passes(settlement, [anchorOf("key_1", "198.51.100.0/24")]), "the anchor was bound");
  });

  test(`${name}: two rules spend uses of the same id for themselves`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const uses = usesOf("x", 1);
    const others = { ...uses, rule: "key.uses" } as const;
    assert.deepEqual([await passes(settlement, [uses]), await passes(settlement, [others])], [true, true]);
    assert.deepEqual([await passes(settlement, [uses]), await passes(settlement, [others])], [false, false]);
  });

  test(`${name}: spent uses are forgotten an hour after their end, and never where there is no end`, async (t) => {
    const ledger = open(t);
    const settlement = new LocalSettlement(ledger);
    const ending = [usesOf("jti_1", 1, start)];
    const lasting = [usesOf("key_1", 1, Number.POSITIVE_INFINITY)];
    await settled(settlement, ending);
    await settled(settlement, lasting);
    await ledger.expire(start + hour);
    assert.equal(await passes(settlement, ending), false);
    await ledger.expire(start + hour + 1);
    assert.equal(await passes(settlement, ending), true);
    await ledger.expire(start + 1000 * day);
    assert.equal(await passes(settlement, lasting), false);
  });

  test(`${name}: a number of uses that is none lets nothing pass`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    for (const uses of [0, -1, Number.NaN])
      assert.equal(await passes(settlement, [usesOf(`jti_${uses}`, uses)]), false);
  });
}

export function testQuotas(name: string, open: OpenLedger): void {
  test(`${name}: AZN-06: calls at once grant exactly the quota, or the whole calls that fit in it`, async (t) => {
    const ledger = open(t);
    for (let limit = 1; limit <= 81; limit += 4)
      for (const cost of [1, 3]) {
        const charges = [quotaOf(`production ${limit} ${cost}`, { limit, period: "day" }, cost)];
        const granted = await countAtOnce([new LocalSettlement(ledger)], charges, 100);
        assert.equal(granted, Math.floor(limit / cost));
      }
  });

  test(`${name}: AZN-06: several processes together never grant more, and lose no more than a block each`, async (t) => {
    const ledger = open(t);
    const settlements = [1, 2, 3].map(() => new LocalSettlement(ledger));
    const charges = [quotaOf("production C1", { limit: 600, period: "month" })];
    const granted = await countAtOnce(settlements, charges, 900);
    assert.ok(granted <= 600 && granted > 600 - 3 * 12, `${granted} were granted`);
    for (const settlement of settlements) await settlement.close();
    assert.equal(granted + (await countAtOnce([new LocalSettlement(ledger)], charges, 900)), 600);
  });

  test(`${name}: what a process leased and did not use is given back when it closes`, async (t) => {
    const ledger = open(t);
    const charges = [quotaOf("production C1", { limit: 1000, period: "day" })];
    for (const remaining of [999, 998, 997]) {
      const settlement = new LocalSettlement(ledger);
      assert.equal((await settled(settlement, charges))[0]?.remaining, remaining);
      await settlement.close();
    }
  });

  test(`${name}: NET-06: a process that dies takes one block from the customer at most, a fiftieth of the quota`, async (t) => {
    const ledger = open(t);
    const charges = [quotaOf("production C1", { limit: 1000, period: "day" })];
    await settled(new LocalSettlement(ledger), charges);
    const granted = await countAtOnce([new LocalSettlement(ledger)], charges, 1200);
    assert.equal(granted, 980);
  });

  test(`${name}: a call is settled at once from what was leased; a quota that is used up refuses at once`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = [quotaOf("production C1", { limit: 100, period: "day" })];
    assert.equal(settlement.settle(charges, start), undefined);
    assert.equal((await settlement.settleDurably(charges, start))[0]?.remaining, 99);
    assert.equal(settlement.settle(charges, start)?.[0]?.remaining, 98);
    await countAtOnce([settlement], charges, 98);
    const untilMidnight = 11 * hour;
    const refused = { passed: false, remaining: 0, retryAfter: untilMidnight, resetAfter: untilMidnight };
    await settled(settlement, charges);
    assert.deepEqual(settlement.settle(charges, start), [refused]);
  });

  test(`${name}: a quota is whole again at midnight of its zone, on days of 23 and 25 hours too`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = [quotaOf("production C1", { limit: 2, period: "day" })];
    for (const [first, last, hours] of [
      ["2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999Z", 23],
      ["2026-10-24T22:00:00Z", "2026-10-25T22:59:59.999Z", 25],
    ] as const) {
      assert.equal((await settled(settlement, charges, Date.parse(first)))[0]?.resetAfter, hours * hour);
      assert.equal(await countAtOnce([settlement], charges, 5, Date.parse(last)), 1);
      assert.equal(await countAtOnce([settlement], charges, 5, Date.parse(last) + 1), 2);
    }
  });

  test(`${name}: a month counts on over its days, and a month of another zone ends at another moment`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = (zone: string): readonly Charge[] => [
      quotaOf(`production ${zone}`, { limit: 2, period: "month" }, 1, zone),
    ];
    for (const zone of ["Europe/Brussels", "America/New_York"]) {
      assert.ok(await passes(settlement, charges(zone), Date.parse("2026-11-05T00:00:00Z")));
      assert.equal(await countAtOnce([settlement], charges(zone), 3, Date.parse("2026-11-30T22:59:59Z")), 1);
    }
    const after = Date.parse("2026-11-30T23:00:00Z");
    assert.equal(await passes(settlement, charges("Europe/Brussels"), after), true);
    assert.equal(await passes(settlement, charges("America/New_York"), after), false);
  });

  test(`${name}: an account that moves to another zone has no second quota that day`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = (zone: string): readonly Charge[] => [
      quotaOf("production C1", { limit: 3, period: "day" }, 1, zone),
    ];
    assert.equal(await countAtOnce([settlement], charges("Europe/Brussels"), 2), 2);
    assert.equal(await countAtOnce([settlement], charges("America/New_York"), 5), 1);
  });

  test(`${name}: a quota that is raised or lowered counts on`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = (limit: number): readonly Charge[] => [quotaOf("production C1", { limit, period: "day" })];
    assert.equal(await countAtOnce([settlement], charges(200), 30), 30);
    assert.equal(await countAtOnce([settlement], charges(20), 30), 0);
    assert.equal(await countAtOnce([settlement], charges(50), 30), 20);
  });

  test(`${name}: a call that costs more than is left is refused, and a cheaper one passes`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = (cost: number): readonly Charge[] => [quotaOf("production C1", { limit: 10, period: "day" }, cost)];
    assert.equal(await passes(settlement, charges(7)), true);
    assert.equal(await passes(settlement, charges(4)), false);
    assert.equal(await passes(settlement, charges(3)), true);
    for (const cost of [11, Number.NaN, -1]) assert.equal(await passes(settlement, charges(cost)), false);
  });

  test(`${name}: a shadow quota counts, never refuses and says where it would have`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charges = [quotaOf("production C1", { limit: 3, period: "day", shadow: true })];
    assert.equal(await countAtOnce([settlement], charges, 9), 9);
    assert.deepEqual(
      (await settled(settlement, charges)).map(({ passed, remaining, exceeded }) => [passed, remaining, exceeded]),
      [[true, 0, true]],
    );
  });

  test(`${name}: of several quotas all count or none, and a rate that refuses takes nothing of them`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const wide = quotaOf("production C1", { limit: 5, period: "month" });
    const narrow = quotaOf("production C2", { limit: 1, period: "day" });
    const rate = rateOf("key_1", { limit: 4, seconds: 86_400 });
    assert.equal(await countAtOnce([settlement], [wide, rate, narrow], 20), 1);
    assert.equal(await countAtOnce([settlement], [wide, rate], 20), 3);
    assert.equal(await countAtOnce([settlement], [wide], 20), 1);
  });

  test(`${name}: two charges of one quota count twice`, async (t) => {
    const settlement = new LocalSettlement(open(t));
    const charge = quotaOf("production C1", { limit: 5, period: "day" });
    assert.equal(await countAtOnce([settlement], [charge, charge], 20), 2);
    assert.equal(await countAtOnce([settlement], [charge], 20), 1);
  });

  test(`${name}: quotas that ended are forgotten, those that run are not`, async (t) => {
    const ledger = open(t);
    const charges = [quotaOf("production C1", { limit: 1, period: "day" })];
    assert.ok(await passes(new LocalSettlement(ledger), charges));
    await ledger.expire(start + 11 * hour);
    assert.equal(await passes(new LocalSettlement(ledger), charges), false);
    await ledger.expire(start + 2 * day);
    assert.equal(await passes(new LocalSettlement(ledger), charges), true);
  });
}

export function testAnchors(name: string, open: OpenLedger): void {
  test(`${name}: the first use binds a credential; the same value passes from then on, another one does not`, async (t) => {
    const ledger = open(t);
    const settlement = new LocalSettlement(ledger);
    assert.equal(ledger.find("key_1"), undefined);
    assert.equal(settlement.settle([anchorOf("key_1", "203.0.113.0/24")], start), undefined);
    assert.equal(await passes(settlement, [anchorOf("key_1", "203.0.113.0/24")]), true);
    assert.equal(ledger.find("key_1"), "203.0.113.0/24");
    assert.equal(await passes(settlement, [anchorOf("key_1", "203.0.113.0/24")]), true);
    assert.equal(await passes(settlement, [anchorOf("key_1", "198.51.100.0/24")]), false);
    assert.equal(ledger.find("key_1"), "203.0.113.0/24");
    assert.equal(ledger.find("key_2"), undefined);
  });

  test(`${name}: of 100 first uses at once from different places, one binds and no other passes`, async (t) => {
    const ledger = open(t);
    const settlements = [new LocalSettlement(ledger), new LocalSettlement(ledger)];
    const all = Array.from({ length: 100 }, (_, at) =>
      countAtOnce(settlements, [anchorOf("key_1", `192.0.2.${at}`)], 1),
    );
    const counts = await Promise.all(all);
    assert.deepEqual(
      counts.filter((count) => count > 0),
      [1],
    );
    assert.equal(ledger.find("key_1"), `192.0.2.${counts.indexOf(1)}`);
  });

  test(`${name}: where a lost race only warns or is observed, it passes and binds nothing`, async (t) => {
    const ledger = open(t);
    const settlement = new LocalSettlement(ledger);
    assert.ok(await passes(settlement, [anchorOf("key_1", "NL")]));
    for (const mode of ["observe", "warn"] as const)
      assert.ok(await passes(settlement, [anchorOf("key_1", "BE", mode)]));
    assert.equal(ledger.find("key_1"), "NL");
  });

  test(`${name}: after a re-anchor the next use binds the credential anew`, async (t) => {
    const ledger = open(t);
    const settlement = new LocalSettlement(ledger);
    await settled(settlement, [anchorOf("key_1", "NL")]);
    assert.deepEqual([await ledger.reAnchor("key_1"), await ledger.reAnchor("key_1")], [true, false]);
    assert.equal(ledger.find("key_1"), undefined);
    assert.equal(await passes(settlement, [anchorOf("key_1", "BE")]), true);
    assert.equal(ledger.find("key_1"), "BE");
  });

  test(`${name}: what several share is let go of in every environment and for every user, and nothing else is`, async (t) => {
    const ledger = open(t);
    const settlement = new LocalSettlement(ledger);
    const tills = ["production role till user_1", "sandbox role till user_2"];
    const others = ["till", "production role tills user_1", "production application till", "production account C_LL"];
    for (const cell of [...tills, ...others]) await settled(settlement, [anchorOf(cell, "NL")]);
    const till = { kind: "role", id: "till" } as const;
    assert.deepEqual(ledger.findShared(till), ["NL", "NL"]);
    await ledger.reAnchorShared(till);
    assert.deepEqual(ledger.findShared(till), []);
    for (const cell of tills) assert.equal(ledger.find(cell), undefined, cell);
    for (const cell of others) assert.equal(ledger.find(cell), "NL", cell);
    assert.deepEqual(ledger.findShared({ kind: "account", id: "C_" }), []);
  });
}
