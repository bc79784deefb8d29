import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClauseTracer } from '../../sandbox/clause-trace.js';
import { createCues } from '../../sandbox/cues.js';
import type { Clip, Observation, ScriptLine } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';

const frameSamples = 160;
const frameMs = 20;
const answerMs = 250;

let voices: Voices;
let source: Clip;
let rendition: Clip;

beforeAll(async () => {
  voices = createVoices();
  const speak = async (id: string, language: string, text: string) =>
    toClip({ id, language, text, samples: await voices.speak({ text, language, voice: 'f2' }) });
  source = await speak('here/c1', 'en', 'Do not worry, we will change it.');
  rendition = await speak('rendition', 'es', 'No se preocupe, lo cambiamos.');
});
afterAll(() => voices.close());

const translated = (at: number, request: string, text: string, translation: string): Observation[] => [
  { at, type: 'translation.requested', request, text, source: 'en', target: 'es' },
  { at: at + answerMs, type: 'translation.answered', request, translation, line: 'here/c1' },
];

/** What the agent has heard of the client's line when its rendition was played to them. */
function heardAfter(observations: readonly Observation[]) {
  const line: ScriptLine = {
    id: 'here/c1',
    party: 'client',
    language: 'en',
    targetLanguage: 'es',
    segments: [{ text: source.text, translation: rendition.text }],
    clip: source,
  };
  const tracer = createClauseTracer(new Set([line.id]));
  for (const observation of observations) tracer.observe(observation);
  const cues = createCues({
    lines: [line],
    isBypassed: false,
    tracer,
    soundOf: (clip) => (clip === rendition.id ? rendition : undefined),
    announcementSounds: () => [],
    onOnset: () => undefined,
  });
  const silence = new Int16Array(8000);
  const samples = Int16Array.from([...rendition.samples, ...silence]);
  for (let from = 0; from < samples.length; from += frameSamples) {
    const at = (from / frameSamples) * frameMs;
    cues.hear('agent', { at, arrivedAt: at, samples: samples.slice(from, from + frameSamples) });
  }
  return cues.hasHeard(line.id);
}

const spoken: Observation[] = [
  {
    at: 1300,
    type: 'synthesis.requested',
    request: 's1',
    text: 'No se preocupe, lo cambiamos.',
    language: 'es',
  },
  { at: 1600, type: 'synthesis.started', request: 's1', clip: 'rendition' },
  { at: 1700, type: 'synthesis.ended', request: 's1', clip: 'rendition' },
];

test('a line was heard when its rendition was heard to the end', () => {
  expect(heardAfter([...translated(1000, 't1', source.text, rendition.text), ...spoken])).toBe(true);
});

test('what was translated ahead and never spoken keeps nobody waiting', () => {
  const ahead = translated(800, 't0', 'Worry, we will', 'Preocupe, lo');
  expect(heardAfter([...ahead, ...translated(1000, 't1', source.text, rendition.text), ...spoken])).toBe(
    true,
  );
});

test('a line of which a part has not been spoken yet was not heard', () => {
  expect(heardAfter([...translated(1000, 't1', 'Do not worry,', 'No se preocupe,')])).toBe(false);
});
