import type { Database, Statement } from "../database.ts";
import { boundParameters, countParameters, type Parameter } from "./bound-parameters.ts";

const maxStatements = 256;

interface Prepared {
  readonly statement: Statement;
  readonly parameters: number;
  /** Whether it gives rows. */
  readonly reads: boolean;
}

/** A statement ready to be run, with its values checked. */
export interface BoundStatement {
  readonly statement: Statement;
  readonly reads: boolean;
  readonly values: Parameter[];
}

/** Prepares each SQL text once; the one unused for longest makes room. */
export class StatementCache {
  readonly #database: Database;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** TypeError as `boundParameters` and `countParameters`. */
  bind(sql: string, parameters: readonly unknown[]): BoundStatement {
    const { statement, reads, parameters: count } = this.#take(sql);
    return { statement, reads, values: boundParameters(count, parameters) };
  }

  #take(sql: string): Prepared {
    const prepared = this.#prepared.get(sql) ?? this.#prepare(sql);
    this.#prepared.delete(sql);
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > maxStatements) this.#dropOldest();
    return prepared;
  }

  #prepare(sql: string): Prepared {
    const parameters = countParameters(sql);
    const statement = this.#database.prepare(sql);
    return { statement, parameters, reads: statement.columns().length > 0 };
  }

  #dropOldest(): void {
    for (const sql of this.#prepared.keys()) {
      this.#prepared.delete(sql);
      return;
    }
  }
}
