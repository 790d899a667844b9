import { PlainDirectory } from "./plain-directory.ts";

/** A second process: `node revoke-key.ts <path> <key id> <time>` revokes the key and exits. */
const [path = "", id = "", time = ""] = process.argv.slice(2);
const directory = new PlainDirectory(path);
directory.revokeKey(id, Number(time));
directory.close();
