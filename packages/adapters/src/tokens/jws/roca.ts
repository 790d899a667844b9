/** Small primes, as the detection of CVE-2017-15361 uses them. */
const primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
const generator = 65537;

/** For each prime the powers of the generator: all that a modulus of the flawed library can leave as remainder. */
const residues: ReadonlyMap<number, ReadonlySet<number>> = new Map(primes.map((prime) => [prime, powersModulo(prime)]));

/** True for an RSA modulus made by the flawed library: its primes can be found. One of 2^27 sound ones looks the same. */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return primes.every((prime) => residues.get(prime)?.has(Number(modulus % BigInt(prime))));
}

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * generator) % prime) powers.add(power);
  return powers;
}
