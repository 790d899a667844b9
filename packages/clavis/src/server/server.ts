import { Closing } from "./closing.ts";
import { type EngineParts, openEngine } from "./engine.ts";
import { followChanges } from "./follow-changes.ts";
import { openDoors } from "./open-doors.ts";

/** A running Clavis. */
export interface Server {
  /** Where each listener is, with the port that was given. */
  readonly addresses: { readonly public: string; readonly private: string; readonly authz: string | undefined };
  /** Lets requests in progress finish, up to the configured grace, and writes what is still in memory. */
  close(): Promise<void>;
}

/**
 * Opens the engine and the listeners before it. What was opened is closed again when a later part fails. The errors of
 * `openEngine`, and the system's where a listener can not be bound.
 */
export function openServer(parts: EngineParts): Promise<Server> {
  const closing = new Closing();
  return closing.guard(() => serve(parts, closing));
}

async function serve(parts: EngineParts, closing: Closing): Promise<Server> {
  const { configuration, clock } = parts;
  const engine = await openEngine(parts, closing);
  const doors = await openDoors(configuration, engine, closing);
  closing.add(followChanges(engine.snapshot, doors.listeners, clock));
  return {
    addresses: doors.addresses,
    close: async () => {
      await Promise.all(doors.listeners.map((listener) => listener.drain(configuration.shutdownGrace)));
      await closing.run();
    },
  };
}
