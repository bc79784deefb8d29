import { describe, expect, test } from 'vitest';
import wavefile from 'wavefile';
import { createWavReader } from '../../src/media/wav-stream.js';

const samples = Int16Array.from({ length: 100 }, (_, index) => 300 * index);

function wav(options: { rate?: number; channels?: number; depth?: string } = {}): Buffer {
  const wave = new wavefile.WaveFile();
  wave.fromScratch(options.channels ?? 1, options.rate ?? 22_050, options.depth ?? '16', [...samples]);
  return Buffer.from(wave.toBuffer());
}

function soundOf(pieces: readonly Uint8Array[]) {
  const reader = createWavReader();
  const sounds = pieces.map((piece) => reader.push(piece)).filter((sound) => sound !== undefined);
  return { rate: sounds[0]?.rate, pcm: Buffer.concat(sounds.map(({ pcm }) => pcm)) };
}

/** Header and sound with something between them, as some programs write. */
function withChunk(file: Buffer, name: string, body: Buffer): Buffer {
  const chunk = Buffer.alloc(8);
  chunk.write(name, 'latin1');
  chunk.writeUInt32LE(body.length, 4);
  return Buffer.concat([file.subarray(0, 36), chunk, body, file.subarray(36)]);
}

const sound = { rate: 22_050, pcm: Buffer.from(samples.buffer) };

describe('WAV reader', () => {
  test('a file in one piece', () => {
    expect(soundOf([wav()])).toEqual(sound);
  });

  test('a file byte by byte', () => {
    expect(soundOf([...wav()].map((byte) => Uint8Array.of(byte)))).toEqual(sound);
  });

  test('a length that was not known when the header was written', () => {
    const file = wav();
    file.writeUInt32LE(0x7f_ff_f0_00, 40);
    expect(soundOf([file])).toEqual(sound);
  });

  test('another chunk before the sound', () => {
    expect(soundOf([withChunk(wav(), 'LIST', Buffer.from('12345678'))])).toEqual(sound);
  });

  test.each([
    ['text', Buffer.from('<html>no sound here</html>'), 'It is no WAV file.'],
    ['two channels', wav({ channels: 2 }), 'The WAV file is not mono 16-bit PCM.'],
    ['floating point', wav({ depth: '32f' }), 'The WAV file is not mono 16-bit PCM.'],
    [
      'a header without an end',
      withChunk(wav(), 'LIST', Buffer.alloc(100_000)),
      'The header of the WAV file does not end.',
    ],
  ])('%s is refused', (_, file, problem) => {
    expect(() => soundOf([file])).toThrow(problem);
  });
});
