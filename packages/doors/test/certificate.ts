import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Makes a self-signed certificate for localhost and 127.0.0.1 under `name.crt` and `name.key`, with OpenSSL. */
export function makeCertificate(directory: string, name: string): { readonly cert: string; readonly key: string } {
  const files = { cert: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", files.key];
  execFileSync("openssl", ["req", "-x509", "-days", "1", ...key, "-out", files.cert, ...subject], { stdio: "ignore" });
  return files;
}
