import { type IssuedKey, ownerName } from "@clavis/directory";
import type { Context, DataOptions } from "../../context.ts";
import { placeText } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { keyJson } from "./key-json.ts";

/** Shows a new secret, the only time it can be: alone on standard output, so that a script can take it. */
export function showIssued({ terminal }: Context, options: DataOptions, issued: IssuedKey, verb: string): void {
  const { key, secret } = issued;
  if (options.json === true) {
    terminal.out(jsonText({ ...keyJson(key, terminal.now()), key: secret }));
    return;
  }
  terminal.err(`${verb} key ${key.id} (${key.name}) of ${ownerName(key.owner)}. Its secret is shown this once:\n\n`);
  terminal.out(`${secret}\n`);
  terminal.err(`\nNext: clavis keys show ${key.id}${placeText(options)}\n`);
}
