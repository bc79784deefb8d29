/** Why a provider could not do what it was asked. */
export type ProviderErrorKind =
  | 'unauthorized'
  | 'quotaExceeded'
  | 'rateLimited'
  | 'unsupportedLanguage'
  | 'invalidRequest'
  | 'invalidResponse'
  | 'timedOut'
  | 'unavailable';

/** The kinds that another attempt, now or soon, may overcome. */
const retryableKinds: ReadonlySet<ProviderErrorKind> = new Set([
  'rateLimited',
  'invalidResponse',
  'timedOut',
  'unavailable',
]);

/** A provider's failure, in the words of the house: no vendor's class leaves its vendor's folder. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    /** Name of the provider, as in the configuration. */
    readonly provider: string,
    readonly kind: ProviderErrorKind,
    /** What happened, without anything that a party said. */
    message: string,
    options: { cause?: unknown; status?: number } = {},
  ) {
    super(`${provider}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }

  /** HTTP status or WebSocket close code, where the vendor gave one. */
  readonly status: number | undefined;

  get isRetryable(): boolean {
    return retryableKinds.has(this.kind);
  }
}

/** The kind of failure that an HTTP status stands for. 456 is DeepL's "quota exceeded", 529 its "too many requests". */
export function kindOfHttpStatus(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402 || status === 456) return 'quotaExceeded';
  if (status === 429 || status === 529) return 'rateLimited';
  if (status === 408 || status === 504) return 'timedOut';
  if (status >= 500) return 'unavailable';
  return 'invalidRequest';
}
