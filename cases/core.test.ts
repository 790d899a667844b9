import { openCoreDoor } from "./doors/core-door.ts";
import { testCases } from "./run.ts";

testCases("core", "memory", openCoreDoor);
testCases("core", "sqlite", openCoreDoor);
