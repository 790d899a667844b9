import { lstatSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";

/** Where a listener binds. Port 0 lets the system choose; `host` has no brackets, `path` is absolute. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/**
 * Binds a server. A Unix socket left behind by a process that is gone is replaced; one that answers is in use. The
 * socket's file gets the mode that the process's umask leaves: by default only its own user may connect.
 */
export async function listenOn(server: Server, address: ListenAddress): Promise<void> {
  if (address.kind === "tcp") return bind(server, { host: address.host, port: address.port });
  const { path } = address;
  try {
    await bind(server, { path });
  } catch (error) {
    if (!isInUse(error) || !lstatSync(path).isSocket() || (await answers(path))) throw error;
    unlinkSync(path);
    await bind(server, { path });
  }
}

const isInUse = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EADDRINUSE";

function bind(server: Server, options: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const done = (answer: boolean) => () => {
      probe.destroy();
      resolve(answer);
    };
    probe.once("connect", done(true)).once("error", done(false));
  });
}
