import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClauseTrace } from '../../sandbox/clause-trace.js';
import { judge } from '../../sandbox/judge.js';
import type { Run } from '../../sandbox/run.js';
import { parseScenario } from '../../sandbox/scenario-file.js';
import type { Scenario } from '../../sandbox/scenario.js';
import { scriptLinesOf } from '../../sandbox/scenario-script.js';
import type { Clip, ScriptLine } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import type { Verdict } from '../../sandbox/verdict.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import type { LineRecording } from '../../sandbox/telephone/line.js';
import { languageOf } from '../../src/languages.js';

const frames = 700;
const parties = `
title: A test
client: { number: '+33142685300', language: fr, voice: f2 }
agent: { language: es, voice: m3 }
`;
const dialogue = `${parties}
lines:
  - { id: c1, by: client, says: 'Bonjour, je voudrais réserver une table. | Nous sommes quatre.', means: 'Hola, quisiera reservar una mesa. | Somos cuatro.' }
  - { id: a1, by: agent, says: '¿A qué hora quieren venir esta noche?', means: 'À quelle heure voulez-vous venir ce soir ?', within: 2500 }
`;

let voices: Voices;
beforeAll(() => {
  voices = createVoices();
});
afterAll(() => voices.close());

const speak = async (id: string, language: string, text: string): Promise<Clip> =>
  toClip({ id, language, text, samples: await voices.speak({ text, language, voice: 'f1' }) });

/** A recording whose frame n was played at 20 n ms, with sounds laid into it at a time, ms. */
function recordingWith(sounds: readonly { at: number; samples: Int16Array }[]): LineRecording {
  const heard = new Int16Array(frames * 160);
  for (const { at, samples } of sounds) heard.set(samples, at * 8);
  const times = Array.from({ length: frames }, (_, frame) => frame * 20);
  return { heard, spoken: new Int16Array(frames * 160), frameTimes: times, arrivalTimes: times };
}

function traceOf(line: string, clip: Clip, times: Partial<ClauseTrace> = {}): ClauseTrace {
  return {
    line,
    source: '',
    translation: clip.text,
    recognizedAt: undefined,
    lastWordAt: undefined,
    translationRequestedAt: 0,
    translationAnsweredAt: 0,
    synthesisRequestedAt: undefined,
    synthesisStartedAt: undefined,
    synthesisEndedAt: undefined,
    clip: clip.id,
    ...times,
  };
}

interface Performance {
  readonly scenario: Scenario;
  readonly script: readonly ScriptLine[];
  readonly hola: Clip;
  readonly cuatro: Clip;
  readonly heure: Clip;
}

async function rehearse(): Promise<Performance> {
  const scenario = parseScenario(dialogue, { name: 'test', path: 'test.yaml' });
  return {
    scenario,
    script: await scriptLinesOf(scenario, voices),
    hola: await speak('r1', 'es', 'Hola, quisiera reservar una mesa.'),
    cuatro: await speak('r2', 'es', 'Somos cuatro.'),
    heure: await speak('r3', 'fr', 'À quelle heure voulez-vous venir ce soir ?'),
  };
}

type Sounds = readonly { at: number; samples: Int16Array }[];

/** The client speaks at 0 s, the agent at 6 s; the rest is as the test says. */
function runOf(
  performance: Performance,
  heard: { agent: Sounds; client: Sounds },
  changes: Partial<Run> = {},
): Run {
  const { scenario, script, hola, cuatro, heure } = performance;
  const lengthOf = (index: number) => script[index]?.clip.samples.length ?? 0;
  return {
    scenario,
    script,
    dialedAt: 0,
    recordings: { client: recordingWith(heard.client), agent: recordingWith(heard.agent) },
    spoken: new Map([
      ['test/c1', { startSample: 0, endSample: lengthOf(0) }],
      ['test/a1', { startSample: 48_000, endSample: 48_000 + lengthOf(1) }],
    ]),
    clauses: [traceOf('test/c1', hola), traceOf('test/c1', cuatro), traceOf('test/a1', heure)],
    sounds: [hola, cuatro, heure],
    violations: [],
    problems: [],
    serviceStandstills: 0,
    callView: undefined,
    ...changes,
  };
}

const asItMust = ({ hola, cuatro, heure }: Performance) => ({
  agent: [
    { at: 3000, samples: hola.samples },
    { at: 5500, samples: cuatro.samples },
  ],
  client: [{ at: 9000, samples: heure.samples }],
});

const problemsOf = (verdict: Verdict) => ({
  lines: Object.fromEntries(verdict.lines.map(({ line, problems }) => [line.id, problems])),
  call: verdict.problems,
});

describe('judging what was heard', () => {
  test('Scenario: every line is heard whole and in order', async () => {
    const performance = await rehearse();
    const verdict = judge(runOf(performance, asItMust(performance)));

    expect(problemsOf(verdict)).toEqual({ lines: { c1: [], a1: [] }, call: [] });
    expect(verdict.isPassed).toBe(true);
    expect(verdict.lines.map(({ heardText }) => heardText)).toEqual([
      'Hola, quisiera reservar una mesa. Somos cuatro.',
      'À quelle heure voulez-vous venir ce soir ?',
    ]);
  });

  test('Scenario: the turn latency is from the last word to the last rendition', async () => {
    const performance = await rehearse();
    const { lines } = judge(runOf(performance, asItMust(performance)));
    const [c1] = performance.script;
    const lastWordAt = c1?.clip.words.at(-1)?.endMs ?? 0;
    const silenceBeforeSound = 50;

    expect(lines[0]?.turnLatencyMs).toBeGreaterThan(5500 - lastWordAt);
    expect(lines[0]?.turnLatencyMs).toBeLessThan(5500 - lastWordAt + 2 * silenceBeforeSound);
  });

  test('Scenario: half of a rendition is missing', async () => {
    const performance = await rehearse();
    const { hola, cuatro, heure } = performance;
    const half = hola.samples.slice(0, hola.samples.length / 2);
    const verdict = judge(
      runOf(performance, {
        agent: [
          { at: 3000, samples: half },
          { at: 5500, samples: cuatro.samples },
        ],
        client: [{ at: 9000, samples: heure.samples }],
      }),
    );

    expect(verdict.isPassed).toBe(false);
    expect(verdict.lines[0]?.problems).toEqual([
      expect.stringMatching(/^was damaged: \d\d % came through of "Hola/),
    ]);
  });

  test('Scenario: every fourth frame of a rendition is missing', async () => {
    const performance = await rehearse();
    const { heure } = performance;
    const holes = heure.samples.map((sample, index) => (Math.floor(index / 160) % 4 === 0 ? 0 : sample));
    const verdict = judge(
      runOf(performance, { ...asItMust(performance), client: [{ at: 9000, samples: holes }] }),
    );

    expect(verdict.lines[1]?.problems).toEqual([
      expect.stringMatching(/^was damaged: \d\d % came through of "À/),
    ]);
  });

  test('Scenario: one frame of a rendition is lost, and what follows comes 20 ms too early', async () => {
    const performance = await rehearse();
    const { samples } = performance.heure;
    const inVowel = samples.indexOf(Math.max(...samples));
    const shortened = Int16Array.of(...samples.slice(0, inVowel), ...samples.slice(inVowel + 160));
    const verdict = judge(
      runOf(performance, { ...asItMust(performance), client: [{ at: 9000, samples: shortened }] }),
    );

    expect(verdict.lines[1]?.problems).toEqual([
      'was damaged: 20 ms are missing in "À quelle heure voulez-vous venir ce soir ?"',
    ]);
  });

  test('Scenario: a rendition is held back in its middle for a second, and goes on where it was', async () => {
    const performance = await rehearse();
    const { samples } = performance.heure;
    const middle = samples.length / 2;
    const held = Int16Array.of(
      ...samples.slice(0, middle),
      ...new Int16Array(8000),
      ...samples.slice(middle),
    );
    const verdict = judge(
      runOf(performance, { ...asItMust(performance), client: [{ at: 9000, samples: held }] }),
    );

    expect(problemsOf(verdict)).toEqual({ lines: { c1: [], a1: [] }, call: [] });
    expect(verdict.lines[1]?.clauses[0]?.heard.fidelity).toEqual({ share: 1, skippedMs: 0, pausedMs: 1000 });
  });

  test('Scenario: a clause is never heard', async () => {
    const performance = await rehearse();
    const verdict = judge(
      runOf(performance, {
        ...asItMust(performance),
        agent: [{ at: 3000, samples: performance.hola.samples }],
      }),
    );

    expect(problemsOf(verdict)).toEqual({
      lines: { c1: ['was heard in part only: "Hola, quisiera reservar una mesa."'], a1: [] },
      call: [],
    });
  });

  test('Scenario: the clauses are heard in the wrong order', async () => {
    const performance = await rehearse();
    const { hola, cuatro } = performance;
    const verdict = judge(
      runOf(performance, {
        ...asItMust(performance),
        agent: [
          { at: 3000, samples: cuatro.samples },
          { at: 5500, samples: hola.samples },
        ],
      }),
    );

    expect(problemsOf(verdict)).toEqual({
      lines: { c1: ['was heard in part only: "Hola, quisiera reservar una mesa."'], a1: [] },
      call: ['the agent heard what was not for them, or not at that moment: "Somos cuatro."'],
    });
  });

  test('Scenario: a clause is heard twice', async () => {
    const performance = await rehearse();
    const verdict = judge(
      runOf(performance, {
        ...asItMust(performance),
        agent: [...asItMust(performance).agent, { at: 8000, samples: performance.cuatro.samples }],
      }),
    );

    expect(verdict.problems).toEqual([
      'the agent heard what was not for them, or not at that moment: "Somos cuatro."',
    ]);
  });

  test('Scenario: the directions are crossed', async () => {
    const performance = await rehearse();
    const { agent, client } = asItMust(performance);
    const verdict = judge(runOf(performance, { agent: client, client: agent }));

    expect(problemsOf(verdict)).toEqual({
      lines: { c1: ['was not heard'], a1: ['was not heard'] },
      call: [
        'the client heard what was not for them, or not at that moment: "Hola, quisiera reservar una mesa."',
        'the client heard what was not for them, or not at that moment: "Somos cuatro."',
        'the agent heard what was not for them, or not at that moment: "À quelle heure voulez-vous venir ce soir ?"',
      ],
    });
  });

  test('Scenario: another call is heard', async () => {
    const performance = await rehearse();
    const stranger = await speak('r9', 'fr', 'Votre colis arrivera jeudi matin.');
    const { client } = asItMust(performance);
    const run = runOf(performance, {
      ...asItMust(performance),
      client: [...client, { at: 1000, samples: stranger.samples }],
    });
    const verdict = judge({ ...run, sounds: [...run.sounds, stranger] });

    expect(verdict.problems).toEqual([
      'the client heard what was not for them, or not at that moment: "Votre colis arrivera jeudi matin."',
    ]);
  });

  test('Scenario: a line is heard too late', async () => {
    const performance = await rehearse();
    const verdict = judge(
      runOf(performance, {
        ...asItMust(performance),
        client: [{ at: 11_500, samples: performance.heure.samples }],
      }),
    );

    expect(verdict.lines[1]?.problems).toEqual([
      expect.stringMatching(/^was heard \d+ ms after its end; it must be 2500 ms at most$/),
    ]);
  });

  test('Scenario: the player could not go on, and the service broke the protocol', async () => {
    const performance = await rehearse();
    const verdict = judge(
      runOf(performance, asItMust(performance), { problems: ['stuck'], violations: ['a binary message'] }),
    );

    expect(verdict.isPassed).toBe(false);
    expect(verdict.problems).toEqual(['stuck', 'protocol violation: a binary message']);
  });
});

describe('judging latency', () => {
  test('the overhead is the latency without the stand-ins’ own time', async () => {
    const performance = await rehearse();
    const { heure } = performance;
    const [, a1] = performance.script;
    const lastWordEnd = 48_000 + Math.round((a1?.clip.words.at(-1)?.endMs ?? 0) * 8);
    const lastWordSentAt = Math.floor((lastWordEnd - 1) / 160) * 20;
    const run = runOf(performance, asItMust(performance));
    const recordings = {
      ...run.recordings,
      client: { ...run.recordings.client, arrivalTimes: run.recordings.client.frameTimes.map(() => 8992) },
    };
    const trace = traceOf('test/a1', heure, {
      lastWordAt: lastWordSentAt + 2,
      recognizedAt: 8000,
      translationRequestedAt: 8003,
      translationAnsweredAt: 8300,
      synthesisRequestedAt: 8301,
      synthesisStartedAt: 8987,
    });
    const verdict = judge({ ...run, recordings, clauses: [trace] });

    expect(verdict.lines[1]?.clauses[0]?.overheadMs).toBe(2 + 3 + 1 + 5);
  });
});

describe('judging a barge-in', () => {
  const bargeIn = `${parties}
lines:
  - { id: a1, by: agent, says: 'Le explico todas las condiciones del contrato.', means: 'Je vous explique toutes les conditions du contrat.', outcome: cut }
  - { id: c1, by: client, says: 'Non merci.', means: 'No, gracias.', when: { over: a1 }, delay: 700 }
`;

  async function interrupt(cutAfterMs: number) {
    const scenario = parseScenario(bargeIn, { name: 'test', path: 'test.yaml' });
    const script = await scriptLinesOf(scenario, voices);
    const rendition = await speak('r1', 'fr', 'Je vous explique toutes les conditions du contrat.');
    const answer = await speak('r2', 'es', 'No, gracias.');
    const onsetMs = 5000 + (script[1]?.clip.words[0]?.startMs ?? 0);
    const cut = rendition.samples.slice(0, (onsetMs - 4000 + cutAfterMs) * 8);
    return judge({
      scenario,
      script,
      dialedAt: 0,
      recordings: {
        client: recordingWith([{ at: 4000, samples: cut }]),
        agent: recordingWith([{ at: 7000, samples: answer.samples }]),
      },
      spoken: new Map([
        ['test/a1', { startSample: 0, endSample: script[0]?.clip.samples.length ?? 0 }],
        ['test/c1', { startSample: 40_000, endSample: 40_000 + (script[1]?.clip.samples.length ?? 0) }],
      ]),
      clauses: [traceOf('test/a1', rendition), traceOf('test/c1', answer)],
      sounds: [rendition, answer],
      violations: [],
      problems: [],
      serviceStandstills: 0,
      callView: undefined,
    });
  }

  test('Scenario: the rendition stops in time', async () => {
    const verdict = await interrupt(220);

    expect(problemsOf(verdict)).toEqual({ lines: { a1: [], c1: [] }, call: [] });
    expect(verdict.bargeIns).toMatchObject([{ line: 'c1', over: 'a1', problems: [] }]);
    expect(verdict.bargeIns[0]?.reactionMs).toBeGreaterThan(140);
    expect(verdict.bargeIns[0]?.reactionMs).toBeLessThan(260);
    expect(verdict.isPassed).toBe(true);
  });

  test('Scenario: the rendition goes on', async () => {
    const verdict = await interrupt(800);

    expect(verdict.bargeIns[0]?.problems).toEqual([
      expect.stringMatching(/^the rendition went on for [78]\d\d ms$/),
    ]);
    expect(verdict.isPassed).toBe(false);
  });
});

describe('judging announcements', () => {
  const apology = `${parties}
announcements: [{ to: client, announcement: noAgent }]
`;

  async function announce(text: string) {
    const clip = await speak('r1', 'fr', text);
    return judge({
      scenario: parseScenario(apology, { name: 'test', path: 'test.yaml' }),
      script: [],
      dialedAt: 0,
      recordings: { client: recordingWith([{ at: 1000, samples: clip.samples }]), agent: undefined },
      spoken: new Map(),
      clauses: [],
      sounds: [clip],
      violations: [],
      problems: [],
      serviceStandstills: 0,
      callView: undefined,
    });
  }

  test('Scenario: nobody answers, and the client hears an apology', async () => {
    const verdict = await announce(languageOf('fr')?.announcements.noAgent ?? '');
    expect(verdict.problems).toEqual([]);
    expect(verdict.announcements).toMatchObject([{ to: 'client', announcement: 'noAgent' }]);
  });

  test('Scenario: the client hears something else', async () => {
    const verdict = await announce(languageOf('fr')?.announcements.repeat ?? '');
    expect(verdict.problems).toEqual([
      'the client did not hear the announcement "noAgent"',
      'the client heard the announcement "repeat"',
    ]);
  });

  describe('to an agent, of a client who speaks French', () => {
    const introduction = `${parties}
announcements: [{ to: agent, announcement: introduction }]
`;

    async function introduce(text: string) {
      const clip = await speak('r1', 'es', text);
      return judge({
        scenario: parseScenario(introduction, { name: 'test', path: 'test.yaml' }),
        script: [],
        dialedAt: 0,
        recordings: {
          client: recordingWith([]),
          agent: recordingWith([{ at: 1000, samples: clip.samples }]),
        },
        spoken: new Map(),
        clauses: [],
        sounds: [clip],
        violations: [],
        problems: [],
        serviceStandstills: 0,
        callView: undefined,
      });
    }

    test('Scenario: the agent is told so', async () => {
      expect((await introduce('Llamada en francés.')).problems).toEqual([]);
    });

    test('Scenario: the agent is told of another language', async () => {
      expect((await introduce('Llamada en inglés.')).problems).toEqual([
        'the agent was told of another language than the client\'s: "Llamada en inglés."',
      ]);
    });

    test('Scenario: the agent is told that it is not known', async () => {
      expect((await introduce('Llamada en un idioma aún desconocido.')).problems).toEqual([
        'the agent did not hear the announcement "introduction"',
      ]);
    });
  });
});
