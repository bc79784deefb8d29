import type { Failure } from '../../machines/call/call-events.js';
import { ProviderError } from '../providers/provider-error.js';

/** A provider's error in the words of the machines: which stage, who, why. */
export function failureOf(stage: Failure['stage'], provider: string, error: unknown): Failure {
  return error instanceof ProviderError
    ? { stage, provider: error.provider, reason: error.kind }
    : { stage, provider, reason: 'crashed' };
}
