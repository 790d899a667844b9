import { type Dispatcher, request } from "undici";

const timeout = 5_000;
const maxBytes = 256 * 1024;

/**
 * Fetches a JSON document over HTTP: status 200, no redirect, within 5 s, at most 256 KiB; TLS is verified. Rejects with
 * an Error that says what was wrong.
 */
export async function fetchKeySet(url: string, dispatcher?: Dispatcher): Promise<unknown> {
  const signal = AbortSignal.timeout(timeout);
  const headers = { accept: "application/jwk-set+json, application/json" };
  const { statusCode, body } = await request(url, { signal, headers, ...(dispatcher && { dispatcher }) });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`${url} answers ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw new Error(`${url} answers with more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What is wrong with the address of a key set: it must be https, off the machine itself. */
export function keySetUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return `"${text}" is not a URL`;
  if (url.username !== "" || url.password !== "" || url.hash !== "")
    return "the address of a key set has no user, password or fragment";
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:" && loopback.test(url.hostname)) return undefined;
  return `"${text}" must begin with https://: whoever can change the answer could sign for the issuer`;
}
