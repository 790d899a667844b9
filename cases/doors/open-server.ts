import type { ListenAddress } from "../../packages/clavis/src/configuration/listen-address.ts";
import { Closing } from "../../packages/clavis/src/server/closing.ts";
import { openDoors } from "../../packages/clavis/src/server/open-doors.ts";
import type { World } from "../world.ts";

export interface OpenServer {
  readonly publicPort: number;
  readonly authzPort: number;
  close(): Promise<void>;
}

const anyPort: ListenAddress = { kind: "tcp", host: "127.0.0.1", port: 0, loopback: true };

/** Opens the listeners of a world as the composition root does, on free ports, with all calls going to one upstream. */
export async function openServer(world: World, origin: string): Promise<OpenServer> {
  const { configuration } = world;
  const { listeners, environments } = configuration;
  if (listeners.authz === undefined) throw new Error("every world has an authz listener");
  const closing = new Closing();
  const { addresses } = await openDoors(
    {
      ...configuration,
      environments: environments.map((environment) => ({ ...environment, upstream: origin })),
      listeners: {
        public: { ...listeners.public, address: anyPort },
        private: { ...listeners.private, address: anyPort },
        authz: { ...listeners.authz, address: anyPort },
      },
    },
    world.engine,
    closing,
  );
  return {
    publicPort: portOf(addresses.public),
    authzPort: portOf(addresses.authz ?? ""),
    close: () => closing.run(),
  };
}

const portOf = (address: string): number => Number(address.split(":").at(-1));
