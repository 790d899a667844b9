import { join } from "node:path";
import { createKey, start } from "clavis";
import pino from "pino";
import { serve } from "./serving.ts";

// Clavis as it is started: the invoicing example's configuration, SQLite, the request log on.
const [, , upstream = "", data = ""] = process.argv;
const running = await start({
  config: join(import.meta.dirname, "..", "..", "examples", "invoicing", "clavis.yaml"),
  overrides: { public: "127.0.0.1:0", private: "127.0.0.1:0", data },
  workingDirectory: process.cwd(),
  variables: {},
  clock: Date.now,
  logger: pino({ level: "error" }),
  adjust: (configuration) => ({
    ...configuration,
    environments: configuration.environments.map((environment) => ({ ...environment, upstream })),
  }),
});
const { secret } = await createKey(running.directory, "local:bench", {
  owner: { kind: "account", number: "CKLANT001" },
  name: "Benchmark",
  rights: ["invoices:read"],
  environment: "production",
});
serve({ port: Number(running.addresses.public.split(":")[1]), lines: [`X-API-Key: ${secret}`] });
