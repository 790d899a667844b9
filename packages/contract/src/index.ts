import { listErrorPages, readErrorPage } from "./error-page.ts";
import { readHealth, readReadiness } from "./health.ts";
import type { OwnOperation } from "./own-operation.ts";
import { verifyRequest } from "./verify.ts";

export { Health, Readiness } from "./health.ts";
export type { OwnOperation } from "./own-operation.ts";
export { type Misfit, type Validator, validatorOf } from "./validator.ts";
export { CheckReport, DescribedRequest, VerifyAnswer } from "./verify.ts";

/** Every operation of Clavis itself. */
export const ownOperations: readonly OwnOperation[] = [
  listErrorPages,
  readErrorPage,
  readHealth,
  readReadiness,
  verifyRequest,
];
