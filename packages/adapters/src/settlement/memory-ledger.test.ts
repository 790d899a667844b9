import { testAnchors, testQuotas, testUses } from "../conformance/settlement.ts";
import { MemoryLedger } from "./memory-ledger.ts";

for (const suite of [testUses, testQuotas, testAnchors]) suite("memory", () => new MemoryLedger());
