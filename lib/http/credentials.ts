type Headers = Readonly<Record<string, string | undefined>>;

const credentialOf = (header: string | undefined, schemes: readonly string[]): string | undefined => {
  const [, scheme = '', value] = /^\s*([^\s]+)\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  return schemes.includes(scheme.toLowerCase()) ? value : undefined;
};

/**
 * The token that a request shows: `Authorization: Token <t>` or `Bearer <t>` (RFC 6750), or the same under the header
 * name `Authentication`, which some clients were told to send. Schemes may be in any case (RFC 9110, 11.1).
 */
export const tokenIn = ({ authorization, authentication }: Headers): string | undefined =>
  credentialOf(authorization, ['token', 'bearer']) ?? credentialOf(authentication, ['token', 'bearer']);

/** The secret by which a machine may enroll itself: `Authorization: Enroll <secret>`. */
export const enrollSecretIn = ({ authorization }: Headers): string | undefined =>
  credentialOf(authorization, ['enroll']);
