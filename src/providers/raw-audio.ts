import { ProviderError } from './provider-error.js';

/** As many bytes as tell a WAV file; there is no sound in fewer. */
const startBytes = 4;

/** What a vendor answered where headerless audio is due. */
export interface RawAudioAnswer {
  readonly provider: string;
  /** As the vendor told it, if it did. */
  readonly contentType: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Passes raw audio on as it comes. Refuses text, a WAV file, whose header would be heard as a click, and next to
 * nothing. The check is inside the iteration, because leaving that is what releases the connection.
 *
 * @throws ProviderError for what is not raw audio, and what the body throws.
 */
export async function* rawAudio({ provider, contentType, body }: RawAudioAnswer): AsyncGenerator<Uint8Array> {
  const isText = contentType !== undefined && /json|text\/|xml|html/i.test(contentType);
  let start = Buffer.alloc(0);
  let hasStarted = false;
  for await (const piece of body) {
    if (hasStarted) {
      yield piece;
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < startBytes) continue;
    if (isText || start.toString('latin1', 0, startBytes) === 'RIFF') throw notAudio(provider);
    hasStarted = true;
    yield start;
  }
  if (!hasStarted) throw notAudio(provider);
}

function notAudio(provider: string): ProviderError {
  return new ProviderError(provider, 'invalidResponse', 'answered with what is not raw audio');
}
