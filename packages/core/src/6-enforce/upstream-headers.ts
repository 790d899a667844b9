import { headerValues } from "../kernel/header.ts";
import type { Scheme } from "../kernel/operation.ts";
import { headerSpelling, isReservedHeader, strippedHeaders } from "../kernel/owned-header.ts";

/** Never dropped because `Connection` names them: without them the message means something else. */
const endToEnd: ReadonlySet<string> = new Set(["content-length", "content-type", "content-encoding", "cookie"]);

/** What nearly every client sends: it names no header but its own. */
const usual: ReadonlySet<string> = new Set(["keep-alive", "close", "Keep-Alive", "Close"]);

const rememberedNames = 2000;
const rememberedLength = 64;

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
    this.#dropped = new Set([...strippedHeaders, ...carried("header").map(headerSpelling)]);
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
    const plain = headerSpelling(name);
    const fate = isReservedHeader(plain) || this.#dropped.has(plain) ? "drop" : this.#cookieFate(plain);
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
