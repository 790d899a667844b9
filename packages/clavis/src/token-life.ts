interface TokenLives {
  readonly environments: readonly { readonly tokens: { readonly maxLifetime: number } }[];
}

/** The longest life of an access token in any environment, in milliseconds: for so long an end must be remembered. */
export const longestTokenLife = ({ environments }: TokenLives): number =>
  Math.max(0, ...environments.map(({ tokens }) => tokens.maxLifetime));
