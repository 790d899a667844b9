import { testSessionOperations } from "../conformance/session-operations.ts";
import { testSessionStore } from "../conformance/session-store.ts";
import { MemorySessions } from "./memory-sessions.ts";

for (const suite of [testSessionStore, testSessionOperations]) suite("memory", () => new MemorySessions());
