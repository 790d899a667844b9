import { createKey, revokeKey } from "@clavis/directory";
import { readEffective } from "../packages/clavis/src/configuration/effective-configuration.ts";
import { openDirectory } from "../packages/clavis/src/open-directory.ts";

// Makes many keys on a data directory and revokes them one by one as fast as they become durable.
const [, , data = "", count = "0"] = process.argv;
const read = readEffective(data);
if (read.kind !== "found") throw new Error(read.detail);
const { directory, close } = await openDirectory(data, read.effective, Date.now);

const keys: { id: string; secret: string }[] = [];
for (let made = 0; made < Number(count); made++) {
  const { key, secret } = await createKey(directory, "local:tester", {
    owner: { kind: "account", number: "CKLANT001" },
    environment: "production",
    name: `key ${made}`,
  });
  keys.push({ id: key.id, secret });
}
process.send?.(keys);

process.once("message", async () => {
  for (const { id, secret } of keys) {
    await revokeKey(directory, "local:tester", id, "under load");
    process.send?.(secret);
  }
  await close();
  process.disconnect?.();
});
