import { Gateway, type Listener, openListener } from "@clavis/doors";
import type { Configuration, Listener as ListenerSettings } from "../configuration/configuration.ts";
import type { Closing } from "./closing.ts";
import type { Engine } from "./engine.ts";
import { handlersOf } from "./own-handlers.ts";
import type { Server } from "./server.ts";

export interface Doors {
  readonly listeners: readonly Listener[];
  readonly addresses: Server["addresses"];
}

/** Opens the listeners that are configured, with what stands behind each. */
export async function openDoors(configuration: Configuration, engine: Engine, closing: Closing): Promise<Doors> {
  const gateway = gatewayOf(configuration);
  closing.add(() => gateway.close());
  const handlers = handlersOf(configuration, engine);
  const { limits, timeouts, listeners: settings } = configuration;
  const opened: Listener[] = [];
  const open = async (
    listener: "public" | "private" | "authz",
    { address, tls }: ListenerSettings,
  ): Promise<string> => {
    const behind = listener === "public" ? gateway : undefined;
    const { inFlight, headerBytes } = limits;
    const { headers, request, keepAlive } = timeouts;
    const door = await openListener(
      {
        listener,
        address,
        inFlight,
        headerBytes,
        handlers,
        gateway: behind,
        timeouts: { headers, request, keepAlive },
        ...(tls && { tls }),
      },
      engine.ports,
    );
    closing.add(() => door.drain(0));
    opened.push(door);
    return door.address;
  };
  // The private listener first: who waits for readiness must not find the public one open and this one closed.
  const addresses = {
    private: await open("private", settings.private),
    authz: settings.authz && (await open("authz", settings.authz)),
    public: await open("public", settings.public),
  };
  return { listeners: opened, addresses };
}

function gatewayOf({ environments, limits, timeouts }: Configuration): Gateway {
  const upstreams = environments.map(({ name, upstream, preserveHost }) => {
    const { connections } = limits;
    const { connect: connectTimeout, answer: answerTimeout, idle: idleTimeout } = timeouts;
    return [name, { origin: upstream, preserveHost, connections, connectTimeout, answerTimeout, idleTimeout }] as const;
  });
  return new Gateway({ upstreams: new Map(upstreams), bodyBytes: limits.bodyBytes });
}
