import { type Action, type ActionBit, actionBits, isActionWord } from "@clavis/core";
import type { Findings } from "./findings.ts";
import { type Located, member } from "./located.ts";
import { isActionName } from "./right-names.ts";

/** The methods of a path item that can be served, by their names in OpenAPI. POST depends on its path. */
const bitsByMethod: ReadonlyMap<string, ActionBit> = new Map([
  ["get", actionBits.read],
  ["head", actionBits.read],
  ["options", actionBits.read],
  ["put", actionBits.update],
  ["patch", actionBits.update],
  ["delete", actionBits.delete],
]);

const bitsByWord: ReadonlyMap<string, ActionBit> = new Map([
  ["read", actionBits.read],
  ["create", actionBits.create],
  ["update", actionBits.update],
  ["delete", actionBits.delete],
]);

/** What an operation does: `x-clavis-action`, else what its method says (DESIGN 4). */
export function readAction(operation: Located, method: string, belowItem: boolean, findings: Findings): Action {
  const at = member(operation, "x-clavis-action");
  const word = findings.text(at);
  const unnamed = { bit: bitsByMethod.get(method) ?? postBit(belowItem), verb: undefined };
  if (word === undefined) return unnamed;
  const bit = bitsByWord.get(word);
  if (bit !== undefined) return { bit, verb: undefined };
  if (isActionName(word)) return { bit: actionBits.custom, verb: word };
  findings.add(
    at,
    isActionWord(word)
      ? `"${word}" means several actions: an operation has one of read, create, update, delete, or a verb of your own`
      : "must be read, create, update, delete, or a verb of letters, digits, _ . and -",
  );
  return unnamed;
}

/** Below an item nobody can know what a POST does: it is covered by its operationId, by write and by *. */
const postBit = (belowItem: boolean): ActionBit => (belowItem ? actionBits.custom : actionBits.create);
