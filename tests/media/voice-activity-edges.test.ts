import { FrameProcessor, Message } from '@ricky0123/vad-node';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sensitivities } from '../../src/media/voice-activity/sensitivity.js';
import { windowMs } from '../../src/media/voice-activity/silero.js';
import { createSpeechEdges, type VoiceEdge } from '../../src/media/voice-activity/speech-edges.js';

/** A letter a window: speech, silence, or in between the two thresholds of aggressiveness 2. */
const probabilities: Readonly<Record<string, number>> = { s: 0.9, '.': 0.1, '?': 0.4 };

async function edgesOf(windows: string): Promise<VoiceEdge[]> {
  const edges = createSpeechEdges(sensitivities[2]);
  const found: VoiceEdge[] = [];
  for (const [index, letter] of Array.from(windows).entries()) {
    const edge = await edges.hear(probabilities[letter] ?? Number.NaN, index * windowMs);
    if (edge !== undefined) found.push(edge);
  }
  return found;
}

describe('the edges of speech', () => {
  test('Scenario: somebody speaks and stops', async () => {
    expect(await edgesOf('..sssss..........')).toEqual([
      { type: 'started', positionMs: 2 * windowMs },
      { type: 'confirmed', positionMs: 6 * windowMs },
      { type: 'paused', positionMs: 7 * windowMs },
      { type: 'ended', positionMs: 7 * windowMs },
    ]);
  });

  test('Scenario: speech is confirmed with its fourth window, while it goes on', async () => {
    expect(await edgesOf('sss')).toEqual([{ type: 'started', positionMs: 0 }]);
    expect(await edgesOf('ssss')).toEqual([
      { type: 'started', positionMs: 0 },
      { type: 'confirmed', positionMs: 4 * windowMs },
    ]);
  });

  test('Scenario: a cough is a misfire', async () => {
    expect(await edgesOf('.sss..........')).toEqual([
      { type: 'started', positionMs: windowMs },
      { type: 'misfired', positionMs: 4 * windowMs },
    ]);
  });

  test('Scenario: a short pause does not end the speech', async () => {
    expect(await edgesOf('ssss.........ss..........')).toEqual([
      { type: 'started', positionMs: 0 },
      { type: 'confirmed', positionMs: 4 * windowMs },
      { type: 'paused', positionMs: 4 * windowMs },
      { type: 'resumed', positionMs: 14 * windowMs },
      { type: 'paused', positionMs: 15 * windowMs },
      { type: 'ended', positionMs: 15 * windowMs },
    ]);
  });

  test('Scenario: what may be speech neither confirms it nor ends it', async () => {
    expect(await edgesOf('?sss????????????s??????????????')).toEqual([
      { type: 'started', positionMs: windowMs },
      { type: 'confirmed', positionMs: 17 * windowMs },
      { type: 'paused', positionMs: 17 * windowMs },
    ]);
  });

  test('Scenario: the second sentence begins anew', async () => {
    const edges = await edgesOf('ssss..........s..........');
    expect(edges.map(({ type }) => type)).toEqual([
      'started',
      'confirmed',
      'paused',
      'ended',
      'started',
      'misfired',
    ]);
  });

  test('for any probabilities the judgments are those of an untouched FrameProcessor', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 2, 3),
        fc.array(fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
          maxLength: 300,
        }),
        async (aggressiveness, windows) => {
          const sensitivity = sensitivities[aggressiveness];
          const edges = createSpeechEdges(sensitivity);
          let isSpeech = 0;
          const untouched = new FrameProcessor(
            () => Promise.resolve({ isSpeech, notSpeech: 1 - isSpeech }),
            () => undefined,
            { ...sensitivity, frameSamples: 256, preSpeechPadFrames: 1, submitUserSpeechOnPause: false },
          );
          untouched.resume();
          const found: (string | undefined)[] = [];
          const expected: (string | undefined)[] = [];
          for (const probability of windows) {
            isSpeech = probability;
            const { msg: message } = await untouched.process(new Float32Array(256));
            const edge = await edges.hear(probability, 0);
            found.push(edge === undefined || ownEdges.has(edge.type) ? undefined : edge.type);
            expected.push(message === undefined ? undefined : edgeTypes[message]);
          }
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  test('for any probabilities speech starts, may be confirmed, and then ends; it misfires only unconfirmed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('s', 's', '.', '?'), maxLength: 400 }),
        async (windows) => {
          const order = (await edgesOf(windows)).map(({ type }) => type).join(' ');
          expect(order).toMatch(
            /^((started confirmed( paused resumed)* paused ended|started misfired) ?)*(started( confirmed( paused resumed)*( paused)?)?)?$/,
          );
        },
      ),
    );
  });
});

/** What the FrameProcessor does not tell by itself. */
const ownEdges: ReadonlySet<VoiceEdge['type']> = new Set(['confirmed', 'paused', 'resumed']);

const edgeTypes: Partial<Record<Message, VoiceEdge['type']>> = {
  [Message.SpeechStart]: 'started',
  [Message.SpeechEnd]: 'ended',
  [Message.VADMisfire]: 'misfired',
};
