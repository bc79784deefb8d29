import { createFrameClock } from '../../sandbox/telephone/frame-clock.js';
import { encodeMulaw, frameBytes } from '../../src/media/mulaw.js';
import type { RecognizerEvent, RecognizerStream } from '../../src/providers/recognizer.js';

export const silence = (milliseconds: number) => new Int16Array(8 * milliseconds);

/** Telephone frames of sounds one after the other. */
export function framesOf(...sounds: readonly Int16Array[]): Uint8Array[] {
  const mulaw = Buffer.concat(sounds.map((samples) => encodeMulaw(samples)));
  return Array.from({ length: Math.ceil(mulaw.length / frameBytes) }, (_, index) =>
    mulaw.subarray(index * frameBytes, (index + 1) * frameBytes),
  );
}

/** Sends sounds as fast as they go. */
export function rush(stream: RecognizerStream, ...sounds: readonly Int16Array[]): void {
  for (const frame of framesOf(...sounds)) stream.write(frame);
}

/** Sends sounds as a telephone line does, and silence after them until the returned function is called. */
export function speak(stream: RecognizerStream, ...sounds: readonly Int16Array[]): () => void {
  const frames = framesOf(...sounds);
  const [quiet = new Uint8Array()] = framesOf(silence(20));
  return createFrameClock().subscribe(() => stream.write(frames.shift() ?? quiet));
}

/** What is recognized up to the end of so many utterances; the stream is ended then. */
export async function utterances(stream: RecognizerStream, count: number): Promise<RecognizerEvent[]> {
  const events: RecognizerEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (events.filter(({ type }) => type === 'utterance.ended').length === count) stream.end();
  }
  return events;
}

export const hypotheses = (events: readonly RecognizerEvent[]) =>
  events.flatMap((event) => (event.type === 'hypothesis' ? [event] : []));

/** The final texts. */
export const finals = (events: readonly RecognizerEvent[]) =>
  hypotheses(events).flatMap(({ isFinal, text }) => (isFinal ? [text] : []));
