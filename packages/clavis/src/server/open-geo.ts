import { type GeoParts, noGeo, openGeo } from "@clavis/adapters";
import type { Geo } from "@clavis/core";
import type { Closing } from "./closing.ts";

/** The countries of the file at `path`, which is followed until `closing`; none where no file is configured. */
export async function openGeoData(
  { path, ...parts }: GeoParts & { readonly path: string | undefined },
  closing: Closing,
): Promise<Geo> {
  if (path === undefined) return noGeo;
  const geo = await openGeo(path, parts);
  closing.add(() => geo.close());
  return geo;
}
