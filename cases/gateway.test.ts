import { openGatewayDoor } from "./doors/gateway-door.ts";
import { testCases } from "./run.ts";

testCases("gateway", "memory", openGatewayDoor);
testCases("gateway", "sqlite", openGatewayDoor);
