import type { OwnOperation } from "./own-operation.ts";

/** The page behind a problem's `type`: what the code means and what to do. */
export const readErrorPage: OwnOperation = {
  operationId: "readErrorPage",
  listener: "public",
  method: "GET",
  path: "/.clavis/errors/{code}",
  module: "errors",
  action: "read",
  access: "open",
  summary: "What an error code means",
};

export const listErrorPages: OwnOperation = {
  operationId: "listErrorPages",
  listener: "public",
  method: "GET",
  path: "/.clavis/errors",
  module: "errors",
  action: "read",
  access: "open",
  summary: "All error codes",
};
