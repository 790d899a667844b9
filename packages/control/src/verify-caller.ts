import type { VerifyAnswer } from "@clavis/contract";
import { besideIn, isCaller, type Principal, userIn } from "@clavis/core";

type CallerMembers = Pick<VerifyAnswer, "user" | "credential" | "application" | "session" | "token">;

/** Who calls and by what, as the decision API names them: ids, and never a secret. */
export function verifiedCaller(principal: Principal): CallerMembers {
  return { ...personOf(principal), ...applicationOf(principal), ...grantOf(principal) };
}

/** Which secret version a token of a key stems from is not known: the token is what was sent. */
function personOf(principal: Principal): CallerMembers {
  if (!isCaller(principal)) return {};
  const { scheme, grant } = principal;
  const key = principal.kind === "key" ? principal.key : undefined;
  const user = userIn(principal);
  return {
    ...(user && { user: { id: user.id, scheme } }),
    ...(key && { credential: { id: key.id, ...(grant === undefined && { version: key.version }), scheme } }),
  };
}

function applicationOf(principal: Principal): CallerMembers {
  const beside = besideIn(principal);
  if (beside === undefined) return {};
  const { application, key, scheme } = beside;
  const proved = key && scheme !== undefined ? { key: { id: key.id, version: key.version, scheme } } : {};
  return { application: { id: application.id, ...proved } };
}

function grantOf(principal: Principal): CallerMembers {
  const grant = isCaller(principal) ? principal.grant : undefined;
  if (grant === undefined) return {};
  if (grant.kind === "session") return { session: { id: grant.session.id } };
  const { id, issuer, oneTime } = grant.token;
  return { token: { id, issuer, oneTime } };
}
