import type { Database, Statement } from "../database.ts";
import { boundParameters, countParameters, type Parameter } from "./bound-parameters.ts";

const maxStatements = 256;

interface Prepared {
  readonly statement: Statement;
  readonly parameters: number;
}

/** A statement ready to be run, with its values checked. */
export interface BoundStatement {
  readonly statement: Statement;
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
    const prepared = this.#take(sql);
    return { statement: prepared.statement, values: boundParameters(prepared.parameters, parameters) };
  }

  #take(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    const prepared = known ?? { parameters: countParameters(sql), statement: this.#database.prepare(sql) };
    this.#prepared.delete(sql);
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > maxStatements) this.#dropOldest();
    return prepared;
  }

  #dropOldest(): void {
    for (const sql of this.#prepared.keys()) {
      this.#prepared.delete(sql);
      return;
    }
  }
}
