import { z } from 'zod';
import type { Party } from '../sandbox/scenario.js';
import { otherParty } from '../sandbox/scenario-script.js';
import type { Segment } from '../sandbox/script.js';
import { createRandom } from '../sandbox/telephone/random.js';
import { drawNoise, type NoiseKind } from './barge-in-noises.js';
import { readData, speech, type Speaker } from './speech-lines.js';
import { pickFrom, shuffled } from './statistics.js';

/** What a listener does while a rendition is played to them. */
export type SoundKind = 'interruption' | 'backchannel' | NoiseKind;

/** Ten cases, of which each kind is so many; in an order that is drawn. */
const kindsOfTen: readonly SoundKind[] = [
  ...Array<SoundKind>(4).fill('interruption'),
  ...Array<SoundKind>(3).fill('backchannel'),
  ...Array<SoundKind>(2).fill('cough'),
  'noise',
];

const side = z.strictObject({
  lines: z.array(speech).min(1),
  interruptions: z.array(speech).min(1),
  backchannels: z.array(speech).min(1),
});
/** 1 is 160 words a minute. */
const speed = z.number().default(1);
const pairsSchema = z.array(
  z.strictObject({
    client: z.strictObject({ language: z.string(), number: z.string(), voice: z.string(), speed }),
    agent: z.strictObject({ language: z.string(), voice: z.string(), speed }),
    byClient: side,
    byAgent: side,
  }),
);

/** Two people and what they may say. */
export type Pair = z.infer<typeof pairsSchema>[number];

/** A line, and what its listener does at a moment of its rendition: the same seed, the same case. */
export interface BargeInCase {
  readonly number: number;
  /** Who listens, and makes the sound. */
  readonly listener: Party;
  readonly kind: SoundKind;
  readonly line: readonly Segment[];
  /** What the listener says; undefined for what is no speech. */
  readonly words: readonly Segment[] | undefined;
  /** The sound that is no speech; undefined for words. */
  readonly noise: Int16Array | undefined;
  /** Where in the rendition: 0 is its beginning, 1 the last moment that leaves enough to yield. */
  readonly moment: number;
}

/**
 * The pairs that talk.
 *
 * @throws ZodError if their file is not right.
 */
export function readPairs(): readonly Pair[] {
  return readData('barge-in-lines.yaml', pairsSchema);
}

/** Draws the cases of one pair; several pairs with one seed draw different ones. */
export function drawCases(pair: Pair, count: number, seed: number): readonly BargeInCase[] {
  const random = createRandom(seed);
  let kinds: SoundKind[] = [];
  return Array.from({ length: count }, (_, index): BargeInCase => {
    if (kinds.length === 0) kinds = shuffled(kindsOfTen, random);
    const kind = kinds.pop() ?? 'interruption';
    const listener: Party = random() < 0.5 ? 'client' : 'agent';
    const theirs = sideOf(pair, listener);
    const line = pickFrom(sideOf(pair, otherParty(listener)).lines, random);
    const moment = random();
    const drawn = { number: index + 1, listener, kind, line, moment };
    switch (kind) {
      case 'interruption':
        return { ...drawn, words: pickFrom(theirs.interruptions, random), noise: undefined };
      case 'backchannel':
        return { ...drawn, words: pickFrom(theirs.backchannels, random), noise: undefined };
      case 'cough':
      case 'noise':
        return { ...drawn, words: undefined, noise: drawNoise(kind, random) };
    }
  });
}

/** One of the pair, as a speaker to the other. */
export function speakerOf(pair: Pair, party: Party): Speaker {
  const { language, voice, speed } = pair[party];
  return { party, language, voice, speed, targetLanguage: pair[otherParty(party)].language };
}

function sideOf(pair: Pair, party: Party) {
  return party === 'client' ? pair.byClient : pair.byAgent;
}
