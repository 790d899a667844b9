export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

const tcpForm = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(0|[1-9][0-9]{0,4})$/;

/**
 * Reads where a listener stands: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, or an absolute path or `unix:<path>`
 * for a Unix socket. Port 0 asks the system for a free one. Undefined when it is none of these.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const path = text.startsWith("unix:") ? text.slice(5) : text;
  if (path.startsWith("/")) return { kind: "unix", path };
  const [, bracketed, plain, digits] = tcpForm.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65535 ? undefined : { kind: "tcp", host, port };
}
