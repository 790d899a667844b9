import { isLoopback } from "./listen-address.ts";

/** Why a URL can not be an issuer, or where its keys are published; undefined where it can (SECURITY CFG-02). */
export function issuerProblem(text: string, httpAllowed: boolean): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
    return "must be a URL such as https://api.example.com";
  if (url.username !== "" || url.password !== "") return "must hold no user and no password";
  if (url.search !== "" || url.hash !== "") return "must have no query and no fragment";
  return isOpenHttp(text) && !httpAllowed
    ? "is reached without TLS beyond this machine: use https, or set insecure.httpIssuers"
    : undefined;
}

/** True for a URL without TLS that does not stay on this machine. */
export function isOpenHttp(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" && !isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
}
