import { readFileSync, statSync, unwatchFile, watchFile } from "node:fs";
import { createSecureContext } from "node:tls";

/** PEM files of a listener's certificate chain and private key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const everybody = 0o007;

/**
 * Reads both files and proves that they belong together. Throws the file system's error or OpenSSL's, and an Error for a
 * key that every user of the machine can read (SECURITY CFG-02).
 */
export function readTlsPair(files: TlsFiles): TlsPair {
  if ((statSync(files.key).mode & everybody) !== 0)
    throw new Error(`every user of this machine can read ${files.key}: run chmod 600 ${files.key}`);
  const pair = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
  createSecureContext(pair);
  return pair;
}

/**
 * Calls `changed` with the new pair each time a file changes and both are good together; `rejected` otherwise, and the
 * old pair stays in use. Files are polled by name, so that replaced files and symbolic links are followed.
 * Gives the function that ends the watch.
 */
export function watchTlsFiles(
  files: TlsFiles,
  interval: number,
  changed: (pair: TlsPair) => void,
  rejected: (error: unknown) => void,
): () => void {
  const reload = (): void => {
    try {
      changed(readTlsPair(files));
    } catch (error) {
      rejected(error);
    }
  };
  const names = [files.cert, files.key];
  for (const name of names) watchFile(name, { interval, persistent: false }, reload);
  return () => {
    for (const name of names) unwatchFile(name, reload);
  };
}
