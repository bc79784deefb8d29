/** What a WAV file that comes in pieces is found to hold. */
export interface WavSound {
  /** Samples a second. */
  readonly rate: number;
  /** Mono, 16 bit, signed, the lower byte first; in pieces of any size. */
  readonly pcm: Uint8Array;
}

/** Takes the sound out of a WAV file (RIFF), piece by piece. */
export interface WavReader {
  /** What a piece adds; undefined while the header is not over. The length that the header tells is not believed. */
  push(piece: Uint8Array): WavSound | undefined;
}

/** A header is 44 bytes; one that goes on beyond this is none. */
const maxHeaderBytes = 4096;

const chunkHeaderBytes = 8;
const pcmFormat = 1;

/**
 * Reads what programs write to a pipe: they do not know the length when they write the header, and what comes after the
 * `data` chunk's header is sound to the end.
 *
 * @throws Error from `push` if it is no WAV file, or one of another format than mono 16-bit PCM.
 */
export function createWavReader(): WavReader {
  let header = Buffer.alloc(0);
  let rate: number | undefined;
  return {
    push(piece) {
      if (rate !== undefined) return { rate, pcm: piece };
      header = Buffer.concat([header, piece]);
      const start = findSound(header);
      if (start === undefined) return undefined;
      rate = start.rate;
      return { rate, pcm: header.subarray(start.offset) };
    },
  };
}

function findSound(file: Buffer): { readonly rate: number; readonly offset: number } | undefined {
  if (file.length < 12) return undefined;
  const isWav = file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE';
  if (!isWav) throw new Error('It is no WAV file.');
  let rate: number | undefined;
  for (let offset = 12; offset + chunkHeaderBytes <= file.length;) {
    const body = offset + chunkHeaderBytes;
    const name = file.toString('latin1', offset, offset + 4);
    if (name === 'data') {
      if (rate === undefined) throw new Error('The WAV file has no format.');
      return { rate, offset: body };
    }
    const length = file.readUInt32LE(offset + 4);
    if (body + length > maxHeaderBytes) throw new Error('The header of the WAV file does not end.');
    if (name === 'fmt ' && body + 16 <= file.length) rate = rateOf(file.subarray(body));
    offset = body + length + (length % 2);
  }
  return undefined;
}

function rateOf(format: Buffer): number {
  const [encoding, channels, bits] = [0, 2, 14].map((offset) => format.readUInt16LE(offset));
  if (encoding !== pcmFormat || channels !== 1 || bits !== 16) {
    throw new Error('The WAV file is not mono 16-bit PCM.');
  }
  return format.readUInt32LE(4);
}
