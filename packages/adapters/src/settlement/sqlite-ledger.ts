import { sharedAnchor } from "@clavis/core";
import type { AnchorHolder } from "@clavis/directory";
import type { SessionDatabase } from "../session-db/session-database.ts";
import type { Statement } from "../sqlite/database.ts";
import {
  keptAfterEnd,
  type Lease,
  type Ledger,
  type OnceCharge,
  type Outcome,
  passesAnchor,
  type QuotaCount,
  undone,
} from "./ledger.ts";

/** Rows that one transaction forgets: some milliseconds of the event loop. */
const forgottenAtOnce = 1000;

/** Rolls a set back of which one failed. */
class NotAll extends Error {
  readonly outcomes: readonly Outcome[];

  constructor(outcomes: readonly Outcome[]) {
    super("not all charges pass");
    this.outcomes = outcomes;
  }
}

/** The ledger in `session.db`: each step is one conditional statement, and durable with the commit of its group. */
export class SqliteLedger implements Ledger {
  readonly #database: SessionDatabase;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SessionDatabase) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  find(credential: string): string | undefined {
    return this.#database.read(() => this.#boundTo(credential));
  }

  lease(count: QuotaCount, most: number, least: number): Promise<Lease> {
    return this.#database.write(() => {
      const { begin, used } = this.#statements;
      begin.run(count.rule, count.cell, count.period, count.endsAt);
      const granted = [most, least].find((wanted) => this.#take(count, wanted)) ?? 0;
      return { granted, used: numberOf(used.get(count.rule, count.cell, count.period), "used") };
    });
  }

  giveBack(leases: readonly { readonly count: QuotaCount; readonly left: number }[]): Promise<void> {
    return this.#database.write(() => {
      for (const { count, left } of leases) this.#statements.giveBack.run(left, count.rule, count.cell, count.period);
    });
  }

  async spend(charges: readonly OnceCharge[], time: number): Promise<readonly Outcome[]> {
    try {
      return await this.#database.write(() => {
        const outcomes = charges.map((charge) => this.#spendOne(charge, time));
        if (outcomes.every(({ passed }) => passed)) return outcomes;
        throw new NotAll(undone(charges, outcomes));
      });
    } catch (error) {
      if (error instanceof NotAll) return error.outcomes;
      throw error;
    }
  }

  reAnchor(credential: string): Promise<boolean> {
    return this.#database.write(() => this.#statements.reAnchor.run(credential).changes > 0);
  }

  findShared({ kind, id }: AnchorHolder): readonly string[] {
    const rows = this.#database.read(() => this.#statements.shared.all(sharedAnchor(kind, id)));
    return rows.map(({ value }) => String(value));
  }

  async reAnchorShared({ kind, id }: AnchorHolder): Promise<void> {
    await this.#database.write(() => this.#statements.reAnchorShared.run(sharedAnchor(kind, id)));
  }

  async expire(time: number): Promise<void> {
    const before = Math.floor(time) - keptAfterEnd;
    for (const statement of [this.#statements.expireQuotas, this.#statements.expireUses])
      while ((await this.#forget(statement, before)) === forgottenAtOnce);
  }

  #forget(statement: Statement, before: number): Promise<number> {
    return this.#database.write(() => Number(statement.run(before, forgottenAtOnce).changes));
  }

  #take({ rule, cell, period, limit }: QuotaCount, wanted: number): boolean {
    return this.#statements.take.run(wanted, rule, cell, period, wanted, limit).changes > 0;
  }

  #spendOne(charge: OnceCharge, time: number): Outcome {
    if (charge.kind === "anchor") {
      this.#statements.bind.run(charge.cell, charge.value, Math.floor(time));
      return { passed: passesAnchor(this.#boundTo(charge.cell) ?? "", charge), remaining: 0 };
    }
    const { rule, cell, uses, expiresAt } = charge;
    const row = this.#statements.use.get(rule, cell, Number.isFinite(expiresAt) ? Math.floor(expiresAt) : null, uses);
    return row === undefined
      ? { passed: false, remaining: 0 }
      : { passed: true, remaining: uses - numberOf(row, "used") };
  }

  #boundTo(credential: string): string | undefined {
    const value = this.#statements.boundTo.get(credential)?.["value"];
    return typeof value === "string" ? value : undefined;
  }
}

const numberOf = (row: Readonly<Record<string, unknown>> | undefined, column: string): number => Number(row?.[column]);

/** Core's `isSharedAnchor`. */
const isShared = "substr(credential || ' ', instr(credential, ' ') + 1, length(?1) + 1) = ?1 || ' '";

const prepare = (database: SessionDatabase) => ({
  begin: database.prepare(
    "insert into quota_use (rule, cell, period, used, ends_at) values (?, ?, ?, 0, ?) on conflict do nothing",
  ),
  take: database.prepare(
    "update quota_use set used = used + ? where rule = ? and cell = ? and period = ? and used + ? <= ?",
  ),
  used: database.prepare("select used from quota_use where rule = ? and cell = ? and period = ?"),
  giveBack: database.prepare("update quota_use set used = max(0, used - ?) where rule = ? and cell = ? and period = ?"),
  // One statement decides who spends a use: of any number at once, so many as are left.
  use: database.prepare(
    `insert into spent_use (rule, cell, used, expires_at) select ?1, ?2, 1, ?3 where ?4 >= 1
     on conflict (rule, cell) do update set used = used + 1 where used < ?4 returning used`,
  ),
  bind: database.prepare("insert into anchor (credential, value, bound_at) values (?, ?, ?) on conflict do nothing"),
  boundTo: database.prepare("select value from anchor where credential = ?"),
  reAnchor: database.prepare("delete from anchor where credential = ?"),
  shared: database.prepare(`select value from anchor where ${isShared} order by credential`),
  reAnchorShared: database.prepare(`delete from anchor where ${isShared}`),
  expireQuotas: database.prepare(
    `delete from quota_use where (rule, cell, period) in
     (select rule, cell, period from quota_use where ends_at < ? limit ?)`,
  ),
  expireUses: database.prepare(
    "delete from spent_use where (rule, cell) in (select rule, cell from spent_use where expires_at < ? limit ?)",
  ),
});
