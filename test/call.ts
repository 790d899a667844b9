import { type Agent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as X-API-Key. */
  readonly key?: string;
  readonly body?: string;
  readonly agent?: Agent;
  /** The certificate to trust: the call is made over TLS. */
  readonly ca?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As they were sent, names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

/** Makes one call; `address` is `host:port` or the path of a Unix socket. Rejects where the connection breaks. */
export function call(
  address: string,
  { method, path = "/api/things", headers, key, body, agent, ca }: Call = {},
): Promise<Answer> {
  const [host = "", port = ""] = address.split(":");
  const place = address.startsWith("/") ? { socketPath: address } : { host, port };
  const all = { ...(key !== undefined && { "X-API-Key": key }), ...headers };
  const options = {
    ...place,
    path,
    headers: all,
    ...(method && { method }),
    ...(agent && { agent }),
    ...(ca && { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = ca === undefined ? requestHttp(options) : requestHttps(options);
    request.once("error", reject).once("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject);
      response.once("end", () => {
        const { statusCode: status = 0, headers, rawHeaders } = response;
        resolve({ status, headers, rawHeaders, text });
      });
    });
    request.end(body);
  });
}

/** The stable code of a problem document, with its status before it: `401 credential_revoked`. */
export function outcomeOf({ status, headers, text }: Answer): string {
  const isProblem = headers["content-type"] === "application/problem+json";
  return isProblem ? `${status} ${(JSON.parse(text) as { code: string }).code}` : String(status);
}
