import type { CaseRequest, Door, Observed } from "../door.ts";
import type { World } from "../world.ts";
import { nextRecords } from "./next-records.ts";
import { openServer } from "./open-server.ts";
import { exchange } from "./raw-exchange.ts";
import { RecordingUpstream } from "./recording-upstream.ts";

/** The gateway over real sockets, every byte as in the case, before an upstream that shows what reached it. */
export async function openGatewayDoor(world: World): Promise<Door> {
  const upstream = await RecordingUpstream.open();
  const server = await openServer(world, upstream.origin);
  return {
    judge: (request) => judge(world, upstream, server.publicPort, request),
    close: async () => {
      await server.close();
      await upstream.close();
    },
  };
}

async function judge(
  { records }: World,
  upstream: RecordingUpstream,
  port: number,
  request: CaseRequest,
): Promise<Observed> {
  const known = records.length;
  const { status, headers, body } = await exchange(port, request);
  const [record] = await nextRecords(records, known, 1);
  return {
    effect: record.effect,
    status,
    carriedOut: true,
    answeredHere: true,
    answerHeaders: headers,
    body,
    forwarded: upstream.take(),
    record,
  };
}
