import { createHash, createHmac, randomBytes } from "node:crypto";
import { composeApiKey } from "../packages/core/src/kernel/api-key-form.ts";
import type { Stand } from "./stand.ts";

/** A secret that must be found nowhere, and the parts of it that give it away. */
export interface Canary {
  readonly what: string;
  readonly text: string;
  readonly parts: readonly string[];
  /** Passwords look like any other word: only the place can say that they are secrets. */
  readonly kind: "key" | "jwt" | "password";
}

const keyCanary = (what: string, text: string, parts = [text.slice(9, 29)]): Canary => ({
  what,
  text,
  parts,
  kind: "key",
});

/** Thirty secrets: keys in every state and spelling, near misses, JWTs and passwords. */
export async function makeCanaries(stand: Stand): Promise<readonly Canary[]> {
  return [...(await realKeys(stand)), ...nearMisses(), ...tokens(), ...passwords()];
}

async function realKeys(stand: Stand): Promise<Canary[]> {
  const issue = async (...options: string[]): Promise<{ id: string; key: string }> => await stand.issue(...options);
  const kept = [await issue(), await issue("--rights", "things:read"), await issue("--account", "CKLANT002")];
  const ended = [await issue(), await issue(), await issue()];
  const [revoked, disabled, rotated] = ended;
  await stand.other.run("keys", "revoke", revoked?.id ?? "", "--reason", "canary");
  await stand.other.run("keys", "disable", disabled?.id ?? "");
  await stand.other.run("keys", "rotate", rotated?.id ?? "");
  const elsewhere = [
    await issue("--environment", "sandbox"),
    await issue("--ip", "192.0.2.0/24"),
    await issue("--not-before", "1d"),
  ];
  const names = [
    "valid",
    "narrow",
    "another account's",
    "revoked",
    "disabled",
    "replaced",
    "sandbox",
    "bound to a network",
    "early",
  ];
  return [...kept, ...ended, ...elsewhere].map(({ key }, at) => keyCanary(`${names[at]} key`, key));
}

function nearMisses(): Canary[] {
  const fresh = (prefix = "clv", tag = "live"): string => composeApiKey(prefix, tag, randomBytes);
  const flipped = fresh();
  return [
    keyCanary("unknown key", fresh()),
    keyCanary("key with a wrong last character", flipped.slice(0, -1) + (flipped.endsWith("0") ? "1" : "0")),
    keyCanary("key that lost its checksum", fresh().slice(0, -6)),
    keyCanary("key that lost ten characters", fresh().slice(0, -10)),
    keyCanary("key with a character too many", `${fresh()}x`),
    keyCanary("key in capitals", fresh().toUpperCase()),
    ...[fresh("acme"), fresh("clv", "prod")].map((key) => keyCanary("key of another form", key, [key.slice(10, 30)])),
  ];
}

function tokens(): Canary[] {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return ["HS256", "none", "RS256", "ES256"].map((alg, at) => {
    const signed = `${part({ alg, typ: "at+jwt" })}.${part({ sub: `user-${randomBytes(6).toString("hex")}`, at })}`;
    const signature = alg === "none" ? "" : createHmac("sha256", randomBytes(32)).update(signed).digest("base64url");
    const payload = signed.split(".")[1] ?? "";
    return {
      what: `JWT ${alg}`,
      text: `${signed}.${signature}`,
      parts: [payload.slice(8), signature].filter(Boolean),
      kind: "jwt",
    };
  });
}

function passwords(): Canary[] {
  const random = (): string => randomBytes(9).toString("hex");
  const texts = [random(), `Zomer${random()}!`, `kat:${random()}`, `é${random()}`, random().toUpperCase()];
  const digest = createHash("sha1").update(random()).digest("hex");
  return [...texts, random(), random(), random(), digest].map((text) => ({
    what: "password",
    text,
    parts: [text],
    kind: "password",
  }));
}

/** A text as files and answers could hold it: plain, in another case, escaped for URLs, in base64 at any offset, in hex. */
export function formsOf(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const escaped = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  // What stands before it moves the six-bit groups; the characters at both ends mix with its neighbours.
  const inside = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const forms = [text, encodeURIComponent(text), escaped, bytes.toString("hex")].map((form) => form.toLowerCase());
  return [...forms, ...inside.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")])].map((form) =>
    Buffer.from(form),
  );
}
