import { describe, expect, test } from 'vitest';
import { listScenarios, loadScenario } from '../../sandbox/scenario.js';
import { parseScenario, ScenarioError } from '../../sandbox/scenario-file.js';

const source = { name: 'test', path: 'scenarios/test.yaml' };
const parties = `
title: A test
client: { number: '+33142685300', language: fr, voice: f2 }
agent: { language: es, voice: m3 }
`;

describe('a scenario’s file', () => {
  test('is read with its defaults: the lines follow one another', () => {
    const text = `${parties}
lines:
  - { id: c1, by: client, says: 'Bonjour. | Ça va ?', means: 'Hola. | ¿Qué tal?' }
  - { id: a1, by: agent, says: 'Bien.', means: 'Bien.' }
`;
    const quality = { noiseDbfs: undefined, echo: undefined, gainDb: 0, lostFrames: 0, seed: 1 };
    const line = { recording: undefined, delayMs: 600, outcome: 'heard', withinMs: 2500 };

    expect(parseScenario(text, source)).toEqual({
      name: 'test',
      title: 'A test',
      client: { number: '+33142685300', language: 'fr', voice: 'f2', quality },
      agent: { language: 'es', voice: 'm3', quality },
      phones: [{ reaction: 'answers', afterMs: 900 }],
      settings: {},
      isBypassed: false,
      isOriginalHeard: false,
      lines: [
        {
          ...line,
          id: 'c1',
          party: 'client',
          segments: [
            { text: 'Bonjour.', translation: 'Hola.' },
            { text: 'Ça va ?', translation: '¿Qué tal?' },
          ],
          cue: { type: 'start' },
        },
        {
          ...line,
          id: 'a1',
          party: 'agent',
          segments: [{ text: 'Bien.', translation: 'Bien.' }],
          cue: { type: 'heard', line: 'c1' },
        },
      ],
      faults: [],
      announcements: [],
      ends: { by: 'client', delayMs: 1000 },
    });
  });

  test('has all that can be said: line quality, cues, faults, telephones, the end', () => {
    const text = `
title: A test
client:
  number: '+33142685300'
  language: fr
  voice: f2
  quality: { noise: -50, echo: { delay: 180, attenuation: 20 }, gain: -6, lost: 0.01, seed: 4 }
agent: { language: es, voice: m3 }
phones: [{ busy: 300 }, { noAnswer: 2000 }, { answers: 500 }]
settings: { VAD_AGGRESSIVENESS: '3' }
lines:
  - { id: c1, by: client, says: Un, means: Uno, recording: fr/one.wav, outcome: cut, within: 900 }
  - { id: a1, by: agent, says: Dos, means: Deux, when: { over: c1 }, delay: 800, outcome: lost }
  - { id: a2, by: agent, says: Tres, means: Trois, when: { announced: repeat } }
  - { id: c2, by: client, says: Quatre, means: Cuatro, when: { during: a2 } }
  - { id: c3, by: client, says: Cinq, means: Cinco, when: { spoken: c2 } }
faults: [{ vendor: deepl, kind: refuse, line: a1, times: 2 }]
announcements: [{ to: agent, announcement: repeat }]
ends: { by: service, delay: 100 }
`;
    const scenario = parseScenario(text, source);

    expect(scenario.client.quality).toEqual({
      noiseDbfs: -50,
      echo: { delayMs: 180, attenuationDb: 20 },
      gainDb: -6,
      lostFrames: 0.01,
      seed: 4,
    });
    expect(scenario.phones).toEqual([
      { reaction: 'busy', afterMs: 300 },
      { reaction: 'noAnswer', afterMs: 2000 },
      { reaction: 'answers', afterMs: 500 },
    ]);
    expect(scenario.lines.map(({ cue }) => cue)).toEqual([
      { type: 'start' },
      { type: 'over', line: 'c1' },
      { type: 'announced', announcement: 'repeat' },
      { type: 'during', line: 'a2' },
      { type: 'spoken', line: 'c2' },
    ]);
    expect(scenario.faults).toEqual([{ vendor: 'deepl', kind: 'refuse', line: 'a1', times: 2 }]);
    expect(scenario.ends).toEqual({ by: 'service', delayMs: 100 });
  });

  test('that is wrong is refused, with everything that is wrong in it', () => {
    const text = `
title: A test
client: { number: '0142685300', language: fr, voice: f2, colour: red }
agent: { language: Spanish, voice: m3 }
lines:
  - { id: c1, by: client, says: 'Un | deux', means: 'Uno' }
  - { id: c1, by: nobody, says: 'Un', when: { heard: c9 } }
`;
    expect(() => parseScenario(text, source)).toThrow(ScenarioError);
    expect(() => parseScenario(text, source)).toThrow(
      [
        'scenarios/test.yaml cannot be played:',
        '  client.number: must be E.164',
        '  client: Unrecognized key: "colour"',
        '  agent.language: must be a BCP-47 tag',
        '  lines[0].means: has 1 segments where says has 2',
        '  lines[1].by: Invalid option: expected one of "client"|"agent"',
      ].join('\n'),
    );
  });

  test('must not speak of lines that it has not, nor of one twice', () => {
    const text = `${parties}
lines:
  - { id: c1, by: client, says: Un, means: Uno, when: { heard: c9 } }
  - { id: c1, by: client, says: Deux, means: Dos }
faults: [{ vendor: deepl, kind: refuse, line: c8 }]
`;
    expect(() => parseScenario(text, source)).toThrow(
      [
        'scenarios/test.yaml cannot be played:',
        '  lines[0].when: there is no line c9',
        '  lines[1].id: c1 is the id of two lines',
        '  faults[0].line: there is no line c8',
      ].join('\n'),
    );
  });

  test.each([
    ['aliases of nobody', 'title: *nobody'],
    ['lists in lists without end', `title: ${'['.repeat(20_000)}`],
  ])('that has %s is refused', (_what, text) => {
    expect(() => parseScenario(text, source)).toThrow(ScenarioError);
  });

  test('that is no YAML is refused with the place', () => {
    expect(() => parseScenario('title: "', source)).toThrow(/^scenarios\/test.yaml: .* at line 1/);
  });
});

describe('the sandbox’s own scenarios', () => {
  test('can all be played', async () => {
    const names = await listScenarios();
    const scenarios = await Promise.all(names.map(loadScenario));
    expect(scenarios.map(({ name }) => name)).toEqual(names);
  });

  test('one that there is not is named together with those that there are', async () => {
    await expect(loadScenario('klingon')).rejects.toThrow(
      'There is no scenario "klingon", but agent-does-not-answer, ',
    );
  });
});
