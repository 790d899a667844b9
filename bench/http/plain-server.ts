import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerPlainly } from "./plain-answer.ts";
import { serve } from "./serving.ts";

// H: what node:http itself costs.
const server = createServer(answerPlainly);
server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port }));
