/** One entry of the public table of codes (DESIGN 5.6): the documentation pages and docs/reference/errors.md are made from it. */
export interface CodeEntry {
  /** The HTTP status of an answer with this code. */
  readonly status: number;
  readonly title: string;
  /** What happened, for the caller. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

const entry = (status: number, title: string, meaning: string, remedy: string): CodeEntry => ({
  status,
  title,
  meaning,
  remedy,
});

/** Every code a Clavis answer can carry. */
export const codes = {
  request_malformed: entry(
    400,
    "The request is malformed",
    "The request breaks the rules of HTTP, or carries something that can not be read.",
    "Correct the part that the detail names and send the request again.",
  ),
  request_ambiguous: entry(
    400,
    "The request is ambiguous",
    "Two programs could read this request differently, so it is refused before anything is decided.",
    "Send one plain spelling: no dot segments, no encoded slashes, no doubled slashes, no repeated security headers.",
  ),
  credential_conflict: entry(
    400,
    "More than one credential",
    "The request carries two credentials where one is allowed.",
    "Send one credential and leave the others out.",
  ),
  credential_malformed: entry(
    400,
    "The credential is malformed",
    "A credential is present but does not have the form its header or parameter demands.",
    "Check for blanks, missing parts or a wrong encoding.",
  ),
  credential_misplaced: entry(
    400,
    "The credential is in the wrong place",
    "A credential was sent where it does not belong: in a body, or in a header, parameter or cookie that no security scheme names.",
    "Send it where the detail says. Where it was sent it may have been written to a log: replace it if that log is not yours.",
  ),
  account_header_invalid: entry(
    400,
    "The account header is invalid",
    "The X-AccountId header is empty, repeated or not an account number, or it contradicts the path.",
    "Send one X-AccountId header with one account number, or leave it out to use the credential's own account.",
  ),
  account_required: entry(
    400,
    "An account must be named",
    "This user has no main account that can be used, and the request names none.",
    "Send X-AccountId with one of the accounts that GET /me/accounts lists, or set a main account.",
  ),
  credential_missing: entry(
    401,
    "A credential is needed",
    "This operation needs a credential and the request carries none.",
    "Send one of the credentials that the WWW-Authenticate header or the API description names.",
  ),
  credential_invalid: entry(
    401,
    "The credential is not valid",
    "The credential is not known here.",
    "Check that the whole credential was copied. Ask its owner for a new one if it is lost.",
  ),
  credential_expired: entry(
    401,
    "The credential has expired",
    "The credential was genuine, but its time is over, or its secret was replaced and the overlap has ended.",
    "Use the newer secret or ask for a new credential.",
  ),
  credential_not_yet_valid: entry(
    401,
    "The credential is not valid yet",
    "The credential is genuine, but its time has not come.",
    "Wait until the time at which it becomes valid.",
  ),
  credential_revoked: entry(
    401,
    "The credential was revoked",
    "The credential was genuine and has been revoked. It will not come back.",
    "Ask for a new credential.",
  ),
  credential_disabled: entry(
    401,
    "The credential is disabled",
    "The credential is genuine but switched off for now.",
    "Ask its owner to enable it.",
  ),
  credential_used: entry(
    401,
    "The credential is used up",
    "The credential was genuine, but could be used only so many times, and was.",
    "Ask for a new one.",
  ),
  environment_mismatch: entry(
    401,
    "The credential belongs to another environment",
    "The credential is genuine, but it was made for another environment than the one called.",
    "Use the key of this environment, or call the environment the key belongs to.",
  ),
  session_expired: entry(
    401,
    "The session has expired",
    "The session was genuine, but was idle for too long or has reached its longest duration.",
    "Sign in again.",
  ),
  scheme_not_accepted: entry(
    403,
    "This kind of credential is not accepted here",
    "The operation does not accept the kind of credential that was sent.",
    "Look up in the API description which security schemes the operation accepts.",
  ),
  ip_not_allowed: entry(
    403,
    "The address is not allowed",
    "The credential may only be used from certain networks, and this request comes from another.",
    "Call from an allowed network, or ask the key's owner to widen its networks.",
  ),
  country_not_allowed: entry(
    403,
    "The country is not allowed",
    "The credential, or what it stands for, may only be used from certain countries, and this address is in none of them.",
    "Call from an allowed country, or ask the owner to allow this one.",
  ),
  geo_unavailable: entry(
    403,
    "The country is not known",
    "A rule asks in which country the address is, and that can not be found out here.",
    "Tell the operator the request id: the rule needs a file of addresses and countries.",
  ),
  outside_hours: entry(
    403,
    "Outside the opening hours",
    "The credential, or what it stands for, may only be used at certain hours.",
    "Call again within the hours, or ask the owner to widen them.",
  ),
  operation_not_allowed: entry(
    403,
    "The operation is not for this credential",
    "The operation exists and the credential is genuine, but credentials of its kind may not use it.",
    "Use the kind of credential that the operation is for.",
  ),
  account_not_reachable: entry(
    403,
    "The account can not be reached",
    "The credential can not act in the account named, or there is no such account.",
    "Check the account number, and that the credential's account may act for it.",
  ),
  right_missing: entry(
    403,
    "A right is missing",
    "The credential is genuine, but what it may do does not include this operation.",
    "Ask the owner for a credential with the right that the operation needs.",
  ),
  one_time_required: entry(
    403,
    "A one-time token is needed",
    "This operation accepts nothing but a one-time token.",
    "Ask for a one-time token with POST /tokens and send it instead.",
  ),
  application_mismatch: entry(
    403,
    "Another application",
    "The session or token was given to one application, and the key of another one was sent along.",
    "Send the key of the application that signed in, or sign in again with this one.",
  ),
  principal_locked: entry(
    403,
    "Locked",
    "The credential is genuine, but it, or somebody or something it stands for, was locked.",
    "Ask the operator to unlock it.",
  ),
  cross_site_refused: entry(
    403,
    "The page may not do this",
    "A browser sent its cookie or its remembered password along with a request that changes something, and nothing shows that the page it came from may do that.",
    "Send it from a listed origin, or with the header Clavis-Csrf: 1.",
  ),
  password_change_required: entry(
    403,
    "The password must be changed",
    "This password was set by an operator, who knows it. Nothing else is possible before it is changed.",
    "Choose a new one with POST /me/password.",
  ),
  not_found: entry(
    404,
    "No such operation",
    "No path of the API description matches.",
    "Check the path: case and a trailing slash count.",
  ),
  method_not_allowed: entry(
    405,
    "The method is not allowed here",
    "The path exists, but not with this method.",
    "The Allow header lists the methods of this path.",
  ),
  request_timeout: entry(
    408,
    "The request took too long",
    "The request did not arrive in time.",
    "Send the request again without pausing in the middle.",
  ),
  content_too_large: entry(
    413,
    "The body is too large",
    "The body is larger than the operator allows.",
    "Send less at once.",
  ),
  media_type_unsupported: entry(
    415,
    "The media type is not supported",
    "This operation reads JSON and the body is declared as something else.",
    "Send Content-Type: application/json.",
  ),
  host_unknown: entry(
    421,
    "The host is not served here",
    "The Host header names no host of this listener.",
    "Check the host name of the URL.",
  ),
  conflict: entry(
    409,
    "The request conflicts with what is there",
    "What the request names exists already, or its state does not allow the change.",
    "Read the current state and decide again.",
  ),
  validation_failed: entry(
    422,
    "The body is not valid",
    "The body is JSON but not what this operation expects.",
    "Correct the members that the answer names.",
  ),
  rate_limited: entry(
    429,
    "Too many requests",
    "The credential has used up its rate for now.",
    "Wait for the number of seconds in Retry-After.",
  ),
  quota_exceeded: entry(
    429,
    "The quota is used up",
    "As many requests were made in this day or month as are allowed.",
    "Wait for the number of seconds in Retry-After, or ask for a larger quota.",
  ),
  attempts_exceeded: entry(
    429,
    "Too many wrong passwords",
    "There were too many wrong passwords for this user or from this address, so no more are looked at for now.",
    "Wait for the number of seconds in Retry-After.",
  ),
  refresh_too_early: entry(
    429,
    "Too early for a new token",
    "This refresh token may be used once in a while only, and was used a moment ago.",
    "Wait for the number of seconds in Retry-After; the access token is still good.",
  ),
  headers_too_large: entry(
    431,
    "The headers are too large",
    "The request line and headers are larger than allowed.",
    "Send fewer or shorter headers.",
  ),
  internal: entry(
    500,
    "Something went wrong here",
    "Clavis met an error of its own; the request was refused.",
    "Try again later. Tell the operator the request id if it goes on.",
  ),
  upstream_unavailable: entry(
    502,
    "The API does not answer",
    "The request was allowed, but the API behind Clavis could not be reached or broke off.",
    "Try again later.",
  ),
  store_unavailable: entry(
    503,
    "The store is not available",
    "Clavis could not reach its store, so it refused the request.",
    "Try again after the number of seconds in Retry-After.",
  ),
  overloaded: entry(
    503,
    "Too busy",
    "Clavis has more open requests than it may have, or is about to stop.",
    "Try again after the number of seconds in Retry-After.",
  ),
  upstream_timeout: entry(
    504,
    "The API answers too slowly",
    "The request was allowed, but the API behind Clavis did not answer in time.",
    "Try again later.",
  ),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;

/** Narrows an outside string to a code. `constructor` and the like are no codes. */
export const isCode = (text: string): text is Code => Object.hasOwn(codes, text);
