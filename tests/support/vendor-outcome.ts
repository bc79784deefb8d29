import { ProviderError, type ProviderErrorKind } from '../../src/providers/provider-error.js';

/** A provider's failure, as far as the house acts on it. */
export interface Failure {
  readonly provider: string;
  readonly kind: ProviderErrorKind;
  readonly isRetryable: boolean;
}

/** What a provider's stream fails of. */
export async function failureOf(stream: AsyncIterable<unknown>): Promise<Failure> {
  const error = await errorOf(stream);
  if (!(error instanceof ProviderError)) throw error;
  return { provider: error.provider, kind: error.kind, isRetryable: error.isRetryable };
}

/** What a stream throws. */
export async function errorOf(stream: AsyncIterable<unknown>): Promise<unknown> {
  try {
    await collect(stream);
  } catch (error) {
    return error;
  }
  throw new Error('The stream ended without a failure.');
}

/** All that a stream yields until it ends. */
export async function collect<Piece>(stream: AsyncIterable<Piece>): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}
