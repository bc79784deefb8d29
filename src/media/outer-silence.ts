/** Magnitude bits of a mu-law byte from about -57 dB below full scale up: under it is what a line has of its own. */
const audibleCode = 0x06;

/** How much of the silence is kept before the first sound and behind the last one, bytes: 10 and 30 ms. */
const keptBytes = { before: 80, behind: 240 };

/**
 * Passes on a rendition, 8 kHz mu-law in pieces of any size, without the silence around it: its listener waits for it
 * as for any other delay, and so does the rendition behind it. What is silent from end to end is passed on as it is.
 */
export async function* withoutOuterSilence(rendition: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let hasSounded = false;
  /** Silence that belongs to the rendition if a sound follows. */
  let waiting: Uint8Array = new Uint8Array(0);
  for await (const piece of rendition) {
    const audio = waiting.length === 0 ? piece : Buffer.concat([waiting, piece]);
    const soundEnd = audio.findLastIndex(isAudible) + 1;
    waiting = audio.subarray(soundEnd);
    if (soundEnd === 0) continue;
    const start = hasSounded ? 0 : Math.max(0, audio.findIndex(isAudible) - keptBytes.before);
    hasSounded = true;
    yield audio.subarray(start, soundEnd);
  }
  const rest = hasSounded ? waiting.subarray(0, keptBytes.behind) : waiting;
  if (rest.length > 0) yield rest;
}

const isAudible = (byte: number) => (~byte & 0x7f) >= audibleCode;
