import type { Geo } from "@clavis/core";

/** Where no file with countries is configured: whatever needs a country is refused. */
export const noGeo: Geo = { countryOf: () => "unavailable" };
