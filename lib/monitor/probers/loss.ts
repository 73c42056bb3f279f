import type { LossReason } from '../probe.ts';

const REASONS: Readonly<Record<string, LossReason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  EPIPE: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EINVAL: 'unreachable',
};

/** Codes of Node's TLS and of OpenSSL's verification of certificates. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** Why a connection failed, from the code of its error. */
export const lossOf = (code = ''): LossReason => REASONS[code] ?? (TLS.test(code) ? 'tls' : 'protocol');
