import type { Operation, Scheme } from "../kernel/operation.ts";

/**
 * The values of WWW-Authenticate (RFC 9110 section 11.6.1): one challenge for each scheme the operation accepts.
 * API keys have no registered scheme; theirs says where the key belongs.
 */
export function challengesOf(
  schemes: readonly Scheme[],
  operation: Operation | undefined,
  presented: boolean,
): string[] {
  const wanted = new Set(operation?.security.flatMap((demands) => demands.map(({ scheme }) => scheme)) ?? []);
  return schemes.filter(({ name }) => wanted.has(name)).map((scheme) => challengeOf(scheme, presented));
}

function challengeOf(scheme: Scheme, presented: boolean): string {
  switch (scheme.carrier) {
    case "bearer":
      return presented ? 'Bearer realm="clavis", error="invalid_token"' : 'Bearer realm="clavis"';
    case "basic":
      return 'Basic realm="clavis", charset="UTF-8"';
    case "header":
    case "query":
    case "cookie":
      return `ApiKey realm="clavis", in="${scheme.carrier}", name="${scheme.parameter}"`;
  }
}
