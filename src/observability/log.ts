import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

/** Telephone numbers under these keys are masked wherever they are logged as fields. */
const maskedKeys = ['from', 'to', 'phone_number', 'caller', 'called'] as const;

/** Headers and settings whose values must never be read in a log, at the top of a line or one level below. */
const secretKeys = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-twilio-signature"]',
  '["xi-api-key"]',
  'apiKey',
  'api_key',
  'authToken',
  'auth_token',
  'token',
  'adminToken',
  'metricsToken',
  'password',
] as const;

export interface LogSettings {
  /** pino's levels, or `silent`. */
  readonly level: string;
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * The service's log: a JSON object a line, times in ISO 8601. Static messages, values in fields; secrets are
 * redacted, telephone numbers masked, and of an error only what cannot hold a caller's words or a vendor's
 * request.
 */
export function createLog({ level, destination }: LogSettings): Logger {
  return pino(
    {
      level,
      base: { service: 'dragoman', pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: describeError,
        ...Object.fromEntries(maskedKeys.map((key) => [key, maskPhoneNumber])),
      },
      redact: {
        paths: secretKeys.flatMap((key) => [key, key.startsWith('[') ? `*${key}` : `*.${key}`]),
        censor: '[redacted]',
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}

/** Keeps the last three digits of a telephone number; nothing of what is none (`anonymous`, a SIP address). */
function maskPhoneNumber(value: unknown): string {
  if (typeof value !== 'string') return '[redacted]';
  return /^\+?\d{5,}$/.test(value) ? `***${value.slice(-3)}` : '[redacted]';
}

/** What is logged of an error. */
interface ErrorDescription {
  readonly type: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly kind?: string;
  readonly provider?: string;
  readonly cause?: ErrorDescription;
}

/**
 * The service's own errors have messages without content; those of causes come from vendors and may quote a
 * request, so that a cause is named by type, code and status alone.
 */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    ...describeCause(error),
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

function describeCause(error: Error, depth = 0): ErrorDescription {
  const { cause } = error;
  return {
    type: error.name,
    ...('code' in error && isCode(error.code) ? { code: error.code } : {}),
    ...('status' in error && typeof error.status === 'number' ? { status: error.status } : {}),
    ...('kind' in error && typeof error.kind === 'string' ? { kind: error.kind } : {}),
    ...('provider' in error && typeof error.provider === 'string' ? { provider: error.provider } : {}),
    ...(cause instanceof Error && depth < 3 ? { cause: describeCause(cause, depth + 1) } : {}),
  };
}

function isCode(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
