import { isLoopbackAddress, parseAddress } from "@clavis/core";

/** Where a listener binds. `host` is an IP address without brackets, or `localhost`. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly loopback: boolean }
  | { readonly kind: "unix"; readonly path: string };

/** Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `unix:/run/clavis.sock`. Port 0 lets the system choose. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  if (text.startsWith("unix:")) return text.startsWith("unix:/") ? { kind: "unix", path: text.slice(5) } : undefined;
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+|localhost)):(0|[1-9][0-9]{0,4})$/.exec(text);
  if (parts === null) return undefined;
  const port = Number(parts[3]);
  const name = parts[1] ?? parts[2] ?? "";
  const address = parseAddress(name);
  const bracketed = parts[1] !== undefined;
  if (port > 65_535 || (name !== "localhost" && address === undefined) || (bracketed && address?.family !== 6))
    return undefined;
  return { kind: "tcp", host: address?.text ?? name, port, loopback: isLoopback(name) };
}

/** True for `localhost`, 127.0.0.0/8 and ::1. A name that is merely resolved to them does not count. */
export function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const address = parseAddress(host);
  return address !== undefined && isLoopbackAddress(address);
}

/** The host part of a URL or a Host header. */
export const hostText = (host: string): string => (host.includes(":") ? `[${host}]` : host);
