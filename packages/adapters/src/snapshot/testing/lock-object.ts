import { lockKinds } from "@clavis/core";
import { PlainDirectory } from "./plain-directory.ts";

/** A second process: `node lock-object.ts <path> <kind> <id>` locks the object, raises its epoch and exits. */
const [path = "", word, id = ""] = process.argv.slice(2);
const kind = lockKinds.find((each) => each === word);
if (kind === undefined) throw new Error(`"${word}" can not be locked`);
const directory = new PlainDirectory(path);
directory.lock(kind, id);
directory.raiseEpoch(kind, id);
directory.close();
