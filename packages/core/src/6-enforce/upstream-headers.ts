import { headerValues } from "../kernel/header.ts";
import type { Scheme } from "../kernel/operation.ts";

/** Hop-by-hop (RFC 9110 section 7.6.1), and what the door sets itself. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
];

/** Headers by which a client could tell an upstream another method, path or address than the one that was judged. */
const rewriting = [
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-rewrite-url",
  "x-override-url",
  "x-envoy-original-path",
  "x-envoy-original-host",
  "x-http-host-override",
  "x-script-name",
  "script-name",
  "x-host",
  "x-forwarded",
  "forwarded",
  "forwarded-for",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-remote-addr",
  "client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "fastly-client-ip",
  "fly-client-ip",
  "wl-proxy-client-ip",
  "x-appengine-user-ip",
  "x-azure-clientip",
  "x-envoy-external-address",
  "x-originating-ip",
  "x-proxyuser-ip",
  "x-remote-ip",
  "x-accountid",
  // It becomes the variable HTTP_PROXY of a CGI program, which sends its own calls there.
  "proxy",
];

/** Whole families: ours, the forwarding headers of other proxies with the users they name, and original targets. */
const reserved = /^(?:clavis|x-forwarded|x-original)-/;

/** Never dropped because `Connection` names them: without them the message means something else. */
const endToEnd: ReadonlySet<string> = new Set(["content-length", "content-type", "content-encoding", "cookie"]);

/** What nearly every client sends: it names no header but its own. */
const usual: ReadonlySet<string> = new Set(["keep-alive", "close", "Keep-Alive", "Close"]);

const rememberedNames = 2000;
const rememberedLength = 64;

/**
 * In the variables of CGI, WSGI, PHP and Rack `_` and `.` stand for `-`, in some servers every character that is no
 * letter or digit: X_API_KEY and X~API~Key arrive there as X-API-Key.
 */
const spelling = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");

type Fate = "keep" | "drop" | "cookie";

/**
 * What becomes of a client's headers on their way to the upstream (DESIGN 5.7). Every spelling of a header that Clavis
 * sets or that carries a credential is dropped before ours are added, so a client's never survives.
 */
export class UpstreamHeaders {
  readonly #dropped: ReadonlySet<string>;
  readonly #cookies: ReadonlySet<string>;
  /** Fates by the name as sent: clients send the same few names again and again. */
  readonly #fates = new Map<string, Fate>();

  constructor(schemes: readonly Scheme[]) {
    const carried = (carrier: Scheme["carrier"]) =>
      schemes.flatMap((scheme) => (scheme.carrier === carrier && "parameter" in scheme ? [scheme.parameter] : []));
    this.#dropped = new Set([...hopByHop, ...rewriting, "authorization", ...carried("header").map(spelling)]);
    this.#cookies = new Set(carried("cookie"));
  }

  /** The headers that go on, in their order. */
  select(headers: readonly string[]): string[] {
    const named = namedByConnection(headers);
    const kept: string[] = [];
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? "";
      const fate = this.#fateOf(name);
      if (fate === "drop" || named?.has(name.toLowerCase()) === true) continue;
      const value = headers[at + 1] ?? "";
      if (fate === "keep") kept.push(name, value);
      else this.#pushCookies(kept, name, value);
    }
    return kept;
  }

  #fateOf(name: string): Fate {
    const known = this.#fates.get(name);
    if (known !== undefined) return known;
    const plain = spelling(name);
    const fate = reserved.test(plain) || this.#dropped.has(plain) ? "drop" : this.#cookieFate(plain);
    if (this.#fates.size < rememberedNames && name.length <= rememberedLength) this.#fates.set(name, fate);
    return fate;
  }

  #cookieFate(plain: string): Fate {
    return plain === "cookie" && this.#cookies.size > 0 ? "cookie" : "keep";
  }

  #pushCookies(kept: string[], name: string, value: string): void {
    const rest = value.split(";").filter((part) => !this.#cookies.has((part.split("=")[0] ?? "").trim()));
    if (rest.length > 0) kept.push(name, rest.join(";").trimStart());
  }
}

/** The header names that Connection makes hop-by-hop, less those it must not touch (SECURITY HTT-04). */
function namedByConnection(headers: readonly string[]): ReadonlySet<string> | undefined {
  const values = headerValues(headers, "connection");
  if (values.length === 0 || (values.length === 1 && usual.has(values[0] ?? ""))) return undefined;
  const names = values
    .join(",")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => !endToEnd.has(name)));
}
