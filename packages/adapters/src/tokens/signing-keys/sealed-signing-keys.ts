import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import type { JsonObject, SigningKey, SigningKeyMaker, SigningSlot } from "@clavis/directory";

const cipher = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;
const secretLength = 32;
const modulusLength = 3072;
const makePair = promisify(generateKeyPair);

/**
 * Makes signing keys and opens them. What is stored is nonce, ciphertext and tag of AES-256-GCM under a key that
 * HKDF-SHA-256 derives from the secret key for `clavis/signing-key/1`; `kid` and slot are authenticated with it, so that
 * no row can be put in another's place.
 */
export class SealedSigningKeys implements SigningKeyMaker {
  readonly #key: Uint8Array;
  readonly #randomBytes: (count: number) => Uint8Array;

  constructor(secretKey: Uint8Array, randomBytes: (count: number) => Uint8Array) {
    const info = "clavis/signing-key/1";
    this.#key = new Uint8Array(hkdfSync("sha256", secretKey, new Uint8Array(0), info, secretLength));
    this.#randomBytes = randomBytes;
  }

  async make(
    kid: string,
    slot: SigningSlot,
  ): Promise<{ readonly publicJwk: JsonObject | undefined; readonly sealed: Uint8Array }> {
    if (slot.algorithm === "HS256")
      return { publicJwk: undefined, sealed: this.#seal(kid, slot, this.#randomBytes(secretLength)) };
    const privateKey = await privateKeyFor(slot.algorithm);
    const publicJwk = { ...publicMembers(privateKey), kid, alg: slot.algorithm, use: "sig" };
    const der = privateKey.export({ type: "pkcs8", format: "der" });
    return { publicJwk, sealed: this.#seal(kid, slot, der) };
  }

  /** The private key or the secret. Error where the stored bytes are not what was made for this `kid` and slot. */
  open(key: SigningKey): KeyObject {
    const opened = this.#opened(key);
    if (key.algorithm === "HS256") return createSecretKey(opened);
    return createPrivateKey({ key: opened, format: "der", type: "pkcs8" });
  }

  #opened({ kid, sealed, ...slot }: SigningKey): Uint8Array {
    const opener = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
    opener.setAAD(associatedData(kid, slot));
    opener.setAuthTag(sealed.subarray(-tagLength));
    try {
      return Buffer.concat([opener.update(sealed.subarray(nonceLength, -tagLength)), opener.final()]);
    } catch (cause) {
      throw new Error(`signing key ${kid} was not made with this secret.key, or was changed since`, { cause });
    }
  }

  #seal(kid: string, slot: SigningSlot, content: Uint8Array): Uint8Array {
    const nonce = this.#randomBytes(nonceLength);
    const sealer = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagLength });
    sealer.setAAD(associatedData(kid, slot));
    return new Uint8Array(Buffer.concat([nonce, sealer.update(content), sealer.final(), sealer.getAuthTag()]));
  }
}

/** Of the public half of a key, as a JWK. */
function publicMembers(privateKey: KeyObject): Readonly<Record<string, string>> {
  const members = Object.entries(createPublicKey(privateKey).export({ format: "jwk" }));
  return Object.fromEntries(members.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}

const associatedData = (kid: string, { environment, purpose, algorithm }: SigningSlot): Uint8Array =>
  Buffer.from(JSON.stringify([kid, environment, purpose, algorithm]));

async function privateKeyFor(algorithm: "RS256" | "ES256" | "EdDSA"): Promise<KeyObject> {
  switch (algorithm) {
    case "RS256":
      return (await makePair("rsa", { modulusLength })).privateKey;
    case "ES256":
      return (await makePair("ec", { namedCurve: "P-256" })).privateKey;
    case "EdDSA":
      return (await makePair("ed25519", {})).privateKey;
  }
}
