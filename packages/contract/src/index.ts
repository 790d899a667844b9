import { listErrorPages, readErrorPage } from "./error-page.ts";
import { readHealth, readReadiness } from "./health.ts";
import type { OwnOperation } from "./own-operation.ts";
import { apiKeyOperations } from "./self-service/api-keys.ts";
import { meOperations } from "./self-service/me.ts";
import { requestOperations } from "./self-service/requests.ts";
import { sessionOperations } from "./self-service/sessions.ts";
import { tokenOperations } from "./self-service/tokens.ts";
import { verifyRequest } from "./verify.ts";
import { choosePassword, readWelcomePage } from "./welcome.ts";

export { Health, Readiness } from "./health.ts";
export type { OwnOperation } from "./own-operation.ts";
export {
  ApiKeyChange,
  ApiKeyView,
  IssuedApiKey,
  KeyQuery,
  NewApiKey,
  Rotation,
} from "./self-service/api-keys.ts";
export { Me, MeChange, MyAccounts, PasswordChange } from "./self-service/me.ts";
export { ExplainedRequest, RequestQuery, RequestView } from "./self-service/requests.ts";
export { SessionQuery, SessionView, SignedIn } from "./self-service/sessions.ts";
export { NewToken, Refresh, TokenAnswer, TokenRevocation } from "./self-service/tokens.ts";
export { type Misfit, type Validator, validatorOf } from "./validator.ts";
export { CheckReport, DescribedRequest, VerifyAnswer } from "./verify.ts";

export { ChosenPassword } from "./welcome.ts";

/** Every operation of Clavis itself. */
export const ownOperations: readonly OwnOperation[] = [
  listErrorPages,
  readErrorPage,
  readHealth,
  readReadiness,
  verifyRequest,
  readWelcomePage,
  choosePassword,
  ...apiKeyOperations,
  ...meOperations,
  ...requestOperations,
  ...sessionOperations,
  ...tokenOperations,
];
