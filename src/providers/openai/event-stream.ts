import { StringDecoder } from 'node:string_decoder';
import { ProviderError } from '../provider-error.js';

/** The longest line that is waited for, characters: a vendor's event is a few hundred. */
const maxLineLength = 256 * 1024;

/** At the end of what has come, a carriage return may yet be half of a line's end. */
const lineEnd = /\r\n|\n|\r(?!$)/;

/**
 * The data of server-sent events (WHATWG HTML, 9.2), as they come; of an event that the end cuts off nothing. Types
 * and identifiers are left out, for those who send them here say all in the data.
 *
 * @throws ProviderError where a line does not end, and what the body throws.
 */
export async function* eventData(provider: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  // Only what is new is searched: a line may come in thousands of pieces.
  let begun = '';
  let halfLineEnd = '';
  let data: string[] = [];
  for await (const piece of body) {
    const lines = (halfLineEnd + decoder.write(Buffer.from(piece))).split(lineEnd);
    halfLineEnd = lines.at(-1)?.endsWith('\r') === true ? '\r' : '';
    lines[0] = begun + (lines[0] ?? '');
    const rest = lines.pop() ?? '';
    begun = halfLineEnd === '' ? rest : rest.slice(0, -1);
    if (rest.length > maxLineLength) {
      throw new ProviderError(provider, 'invalidResponse', 'sent a line without an end');
    }
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
    }
  }
}
