import { describe, expect, it } from 'vitest';
import { encodeMulaw, mulawSilence } from '../../src/media/mulaw.js';
import { withoutBeginning } from '../../src/providers/resumed-audio.js';
import { collect } from '../support/vendor-outcome.js';

const msBytes = 8;
const [loud = 0] = encodeMulaw(new Int16Array([8000]));
const word = (ms: number) => new Uint8Array(ms * msBytes).fill(loud);
const pause = (ms: number) => new Uint8Array(ms * msBytes).fill(mulawSilence);

/** ms of the rendition that are left, when it comes in pieces of a size. */
async function leftMs(audio: Uint8Array, givenMs: number, pieceMs: number): Promise<number> {
  async function* pieces() {
    await Promise.resolve();
    for (let at = 0; at < audio.length; at += pieceMs * msBytes) {
      yield audio.subarray(at, at + pieceMs * msBytes);
    }
  }
  return Buffer.concat(await collect(withoutBeginning(pieces(), givenMs * msBytes))).length / msBytes;
}

describe('A rendition that another voice takes up', () => {
  const audio = Buffer.concat([word(500), pause(50), word(450)]);

  it('is whole where nothing was given', async () => {
    expect(await leftMs(audio, 0, 70)).toBe(1000);
  });

  it.each([1, 70, 5000])('goes on from the pause before the place, in pieces of %i ms', async (pieceMs) => {
    expect(await leftMs(audio, 800, pieceMs)).toBe(450);
  });

  it('goes on from the place itself where the last pause is too far away', async () => {
    expect(await leftMs(Buffer.concat([audio, word(500)]), 1200, 70)).toBe(540);
    expect(await leftMs(word(1000), 700, 70)).toBe(490);
  });

  it('loses no word where it is faster than the voice before, which had not come to the pause yet', async () => {
    const sentences = Buffer.concat([word(1500), pause(50), word(340), pause(200), word(1000)]);
    // The voice before was still in the word that is over at 1890 ms here.
    expect(await leftMs(sentences, 2000, 70)).toBe(1540);
  });

  it('loses no word where it begins sooner than the voice before', async () => {
    // Of the voice before, 400 ms were given, of which 100 ms were silence before the first word.
    expect(await leftMs(Buffer.concat([word(280), pause(40), word(680)]), 400, 70)).toBe(760);
  });

  it('is over where the other voice is through already', async () => {
    expect(await leftMs(audio, 1300, 70)).toBe(0);
  });
});
