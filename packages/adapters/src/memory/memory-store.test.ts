import { testAccountOperations } from "../conformance/account-operations.ts";
import { testChanges, testRows } from "../conformance/directory-store.ts";
import { testKeyChanges, testKeyCreation } from "../conformance/key-operations.ts";
import { MemoryStore } from "./memory-store.ts";

const open = async (): Promise<MemoryStore> => new MemoryStore();

for (const suite of [testChanges, testRows, testAccountOperations, testKeyCreation, testKeyChanges])
  suite("memory", open);
