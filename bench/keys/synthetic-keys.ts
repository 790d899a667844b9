import { randomBytes } from "node:crypto";
import type { SnapshotSource, SourceMoment } from "../../packages/adapters/src/snapshot/snapshot-source.ts";

const digestBytes = 32;
const digestsPerBlock = 4096;

const plainAccount = { enabled: true, rights: '["*"]', restrictions: "{}", zone: "UTC" };

/** Ids in the order of their making, as UUIDv7 ones are: a counter, then random digits. */
const syntheticId = (number: number, random: string): string =>
  `key_0${number.toString().padStart(10, "0")}${random.slice(0, 11)}`;

/** Digests of secrets nobody has, 64 hex characters each. */
function* randomDigests(): Generator<string, never> {
  for (;;) {
    const block = randomBytes(digestBytes * digestsPerBlock).toString("hex");
    for (let at = 0; at < block.length; at += 2 * digestBytes) yield block.slice(at, at + 2 * digestBytes);
  }
}

/**
 * A store of so many keys that is made up as it is read: an account for each thousand, 20 right lists, a rate on each
 * tenth key. The `known` digests are spread evenly among those of secrets nobody has.
 */
export function syntheticStore(size: number, known: number, knownDigest: (at: number) => string): SnapshotSource {
  return {
    isDue: () => false,
    examine: () => {},
    hasChanged: () => false,
    close: () => {},
    read: (image, work) => {
      const moment: SourceMoment = {
        revision: size,
        changesAfter: () => [],
        refreshAccount: () => {},
        refreshApplication: () => {},
        refreshKey: () => {},
        refreshUser: () => {},
        refreshLink: () => {},
        refreshLock: () => {},
        refreshEpoch: () => {},
        fill(changes) {
          const digests = randomDigests();
          const step = Math.floor(size / known);
          image.reserve(size, size);
          for (let number = 0; number < size; number++) {
            const account = `C${Math.floor(number / 1000)}`;
            if (number % 1000 === 0) changes.putAccount({ ...plainAccount, number: account });
            const isKnown = number % step === 0 && number / step < known;
            const digest = isKnown ? knownDigest(number / step) : digests.next().value;
            const key = {
              id: syntheticId(number, digest),
              environment: image.environmentIndex("production"),
              owner: "account" as const,
              ownerIndex: image.accountIndex(account),
              rights: image.rightsIndex(`["invoices","module-${number % 20}:read"]`),
              ceiling: image.rightsIndex('["*"]'),
              restrictions: image.keyRestrictionsIndex(
                number % 10 === 0 ? '{"rate":{"limit":1000000,"seconds":1}}' : "{}",
              ),
              enabled: true,
              notBefore: Number.NEGATIVE_INFINITY,
              expiresAt: Number.POSITIVE_INFINITY,
              revokedAt: Number.POSITIVE_INFINITY,
            };
            changes.putKey(key, [{ version: 1, digest, endsAt: Number.POSITIVE_INFINITY }]);
          }
        },
      };
      return work(moment);
    },
  };
}
