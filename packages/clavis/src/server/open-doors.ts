import { Gateway, type Listener, openListener, type UpstreamOptions } from "@clavis/doors";
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
    const { inFlight, headerBytes, clientConnections: connections } = limits;
    const { headers, request, keepAlive } = timeouts;
    const door = await openListener(
      {
        listener,
        address,
        inFlight,
        headerBytes,
        connections,
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
  const { connections, bodyBytes } = limits;
  const { connect: connectTimeout, answer: answerTimeout, idle: idleTimeout } = timeouts;
  const to = (origin: string, preserveHost: boolean): UpstreamOptions => ({
    origin,
    preserveHost,
    connections,
    connectTimeout,
    answerTimeout,
    idleTimeout,
  });
  const named = environments.map(({ name, upstreams, preserveHost }) => {
    const others = [...upstreams].map(([other, origin]) => [other, to(origin, preserveHost)] as const);
    return [name, new Map(others)] as const;
  });
  const own = environments.map(({ name, upstream, preserveHost }) => [name, to(upstream, preserveHost)] as const);
  return new Gateway({ upstreams: new Map(own), named: new Map(named), bodyBytes });
}
