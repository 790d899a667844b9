import { openExpressDoor, openMiddlewareDoor } from "./doors/middleware-door.ts";
import { testCases } from "./run.ts";

testCases("middleware", "memory", openMiddlewareDoor);
testCases("middleware", "sqlite", openMiddlewareDoor);
testCases("express", "memory", openExpressDoor);
testCases("express", "sqlite", openExpressDoor);
