import { writeSync } from "node:fs";
import { argv } from "node:process";
import { openSessionDatabase } from "../../session-db/session-database.ts";
import { LocalSettlement } from "../local-settlement.ts";
import { SqliteLedger } from "../sqlite-ledger.ts";

// The process that `../crash.test.ts` kills: it spends one-time tokens until it dies. Each line on stdout names one whose
// use was settled before, as the answer of a call does.

const [, , path = "", round = ""] = argv;
const settlement = new LocalSettlement(new SqliteLedger(openSessionDatabase(path)));

for (let count = 0; ; count++) {
  const cell = `jti_${round}_${count}`;
  const charge = { kind: "uses", rule: "token.uses", cell, uses: 1, expiresAt: Number.POSITIVE_INFINITY } as const;
  const [balance] = await settlement.settleDurably([charge], 0);
  if (balance?.passed === true) writeSync(1, `${cell}\n`);
}
