import { type OwnOperation, ownOperations } from "@clavis/contract";
import { actionBits, type ListenerName, type Operation } from "@clavis/core";

/** No demand at all: open to whoever reaches the listener. */
const anonymous: Operation["security"] = [[]];

/** Clavis's own operations on a listener, in the shape of every other operation: they are judged the same way. */
export const ownOperationsOn = (listener: ListenerName): Operation[] =>
  ownOperations.filter((operation) => operation.listener === listener).map(operationOf);

const operationOf = ({ operationId, method, path, module }: OwnOperation): Operation => ({
  id: operationId,
  owner: "clavis",
  method,
  template: path,
  module,
  action: { bit: method === "GET" ? actionBits.read : actionBits.custom, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: anonymous,
});
