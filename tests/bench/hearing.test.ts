import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meaningProblems } from '../../bench/heard-meaning.js';
import { hearingOf } from '../../bench/hearing.js';
import type { Clip } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import type { LineRecording } from '../../sandbox/telephone/line.js';
import { decodeMulaw, encodeMulaw, frameBytes, mulawSilence } from '../../src/media/mulaw.js';
import { withoutOuterSilence } from '../../src/media/outer-silence.js';

const language = 'es';
/** The service hurries a rendition behind which the speaker goes on. */
const hurry = 1.15;

const clauses = [
  ['He preguntado', hurry],
  ['también a todos', hurry],
  ['los vecinos del edificio,', 1.2],
  ['y', hurry],
  ['nadie ha visto', 1],
  ['la furgoneta.', 1],
] as const;
const translation = clauses.map(([text]) => text).join(' ');

let voices: Voices;
let spoken: readonly Clip[];
/** Also what was synthesized and never heard: clauses that were said as one with others, and those that were cut. */
let sounds: readonly Clip[];
beforeAll(async () => {
  voices = createVoices();
  const speak = async (text: string, speed: number) => {
    const samples = await voices.speak({ text, language, voice: 'm7', speed });
    return toClip({ id: `${text} at ${speed}`, language, text, samples });
  };
  spoken = await Promise.all(clauses.map(([text, speed]) => speak(text, speed)));
  sounds = [
    await speak('He preguntado también a todos', hurry),
    await speak('también a todos los vecinos del edificio, y', hurry),
    await speak('y nadie ha visto', 1),
    await speak('también', hurry),
    ...spoken,
  ];
});
afterAll(() => voices.close());

/** What a listener gets to hear: renditions as the service plays them, each so long after the end of the one before. */
async function heard(renditions: readonly { readonly samples: Int16Array; readonly afterMs?: number }[]) {
  const played = [silence(1000)];
  for (const { samples, afterMs = 0 } of renditions) {
    played.push(silence(afterMs));
    for await (const piece of withoutOuterSilence(inPieces(encodeMulaw(samples)))) played.push(piece);
  }
  played.push(silence(1000));
  const mulaw = Buffer.concat(played);
  const frames = Math.floor(mulaw.length / frameBytes);
  const recording: LineRecording = {
    heard: new Int16Array(frames * frameBytes),
    spoken: new Int16Array(frames * frameBytes),
    frameTimes: Array.from({ length: frames }, (_, frame) => frame * 20),
    arrivalTimes: [],
  };
  decodeMulaw(mulaw.subarray(0, frames * frameBytes), recording.heard);
  const hearing = hearingOf(recording, { fromAt: 0, toAt: frames * 20 }, { sounds, texts: [translation] });
  return {
    texts: hearing.renditions.map(({ clip }) => clip.text),
    problems: meaningProblems(translation, hearing.renditions),
    unexplainedMs: hearing.unexplainedMs,
  };
}

function silence(milliseconds: number): Uint8Array {
  return new Uint8Array(milliseconds * 8).fill(mulawSilence);
}

async function* inPieces(mulaw: Uint8Array): AsyncGenerator<Uint8Array> {
  yield mulaw.subarray(0, 700);
  yield await Promise.resolve(mulaw.subarray(700));
}

const without = (text: string) => spoken.filter((clip) => clip.text !== text);
const withTwice = (text: string) => spoken.flatMap((clip) => (clip.text === text ? [clip, clip] : [clip]));

describe('what a listener heard', () => {
  test('Scenario: six short renditions follow one another at once', async () => {
    expect(await heard(spoken)).toEqual({
      texts: clauses.map(([text]) => text),
      problems: [],
      unexplainedMs: 0,
    });
  });

  test('Scenario: six short renditions, each after a pause', async () => {
    const renditions = spoken.map(({ samples }, index) => ({ samples, afterMs: 70 * index }));
    expect(await heard(renditions)).toEqual({
      texts: clauses.map(([text]) => text),
      problems: [],
      unexplainedMs: 0,
    });
  });

  test.each(clauses)('Scenario: "%s" is never heard', async (text) => {
    const words = text.split(' ').length;
    const { problems } = await heard(without(text));
    const last = text === clauses.at(-1)?.[0];
    expect(problems).toEqual([
      last ? `the last ${words} words were not heard` : `${words} words were not heard`,
    ]);
  });

  test.each(clauses)('Scenario: "%s" is heard twice', async (text) => {
    const { problems } = await heard(withTwice(text));
    expect(problems).toEqual([`${text.split(' ').length} words were heard twice`]);
  });

  test('Scenario: two renditions are heard in the wrong order', async () => {
    const [first, second, ...others] = spoken;
    if (first === undefined || second === undefined) throw new Error('There are six clauses.');
    const { problems } = await heard([second, first, ...others]);
    expect(problems).not.toEqual([]);
  });

  test('Scenario: a rendition stops in its middle', async () => {
    const { problems } = await heard(
      spoken.map((clip) => ({
        samples: clip.text.startsWith('los vecinos')
          ? clip.samples.slice(0, clip.samples.length / 2)
          : clip.samples,
        afterMs: 100,
      })),
    );
    expect(problems).not.toEqual([]);
  });

  test('Scenario: a rendition loses its last word', async () => {
    const [lost] = spoken.slice(-1).map(({ words }) => words.at(-1)?.startMs ?? 0);
    const { problems } = await heard(
      spoken.map((clip, index) => ({
        samples: index === spoken.length - 1 ? clip.samples.slice(0, (lost ?? 0) * 8) : clip.samples,
      })),
    );
    expect(problems).toEqual(['the last 1 words were not heard']);
  });
});
