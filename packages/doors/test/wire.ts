import { connect, type Socket } from "node:net";

/** A bare connection: what HTTP libraries would never send, and exactly what came back. */
export class Wire {
  readonly socket: Socket;
  text = "";
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.text += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
  }

  /** `address` is `host:port` or the path of a Unix socket. */
  static to(address: string): Promise<Wire> {
    const [host = "", port = ""] = address.split(":");
    const socket = address.startsWith("/") ? connect(address) : connect(Number(port), host);
    const wire = new Wire(socket);
    return new Promise((resolve, reject) => {
      socket.once("connect", () => resolve(wire)).once("error", reject);
    });
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** The status of the first answer. */
  get status(): number {
    return Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(this.text)?.[1] ?? 0);
  }

  /** The problem document of the last answer. */
  get problem(): { code: string; requestId: string; status: number } {
    return JSON.parse(this.text.slice(this.text.lastIndexOf("\r\n\r\n") + 4));
  }
}
