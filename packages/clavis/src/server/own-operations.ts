import { ownOperationsOn } from "@clavis/control";
import type { OwnOperations } from "../configuration/to-policy.ts";

/** Clavis's own operations on each listener. */
export const ownOperations: OwnOperations = {
  public: ownOperationsOn("public"),
  private: ownOperationsOn("private"),
  authz: ownOperationsOn("authz"),
};
