import { describe, expect, test } from 'vitest';
import { callMachine } from '../../machines/call/call-machine.js';
import { simulatedCall } from '../support/simulated-call.js';

const client = { party: 'client' } as const;
const agent = { party: 'agent' } as const;

/** The client has said something that ended so late in the call and took so long, ms. */
const said = (text: string, endsAt: number, { lastsMs = 1000, joinsPrevious = false } = {}) =>
  [
    {
      type: 'clause.committed',
      ...client,
      clause: {
        text,
        joinsPrevious,
        timings: { speechOnset: endsAt - lastsMs, speechEnd: endsAt, committed: endsAt + 350 },
      },
    },
    { type: 'utterance.ended', ...client, speechEnd: endsAt },
  ] as const;

const translated = (translation: string) =>
  ({
    type: 'translation.ended',
    translation,
    timings: { translationRequested: 1350, translationLastToken: 1600 },
  }) as const;

/** A rendition is heard, from its first frame to its last. */
const heard = [
  { type: 'synthesis.started', timings: {} },
  { type: 'rendition.started', timings: { firstFrameSent: 20_000 } },
  { type: 'rendition.reached', timings: { firstMarkHeard: 20_020 } },
  { type: 'rendition.heard', timings: { lastMarkHeard: 21_000 } },
] as const;

function ringing(input: Parameters<typeof simulatedCall>[0] = {}) {
  const call = simulatedCall(input);
  call.tell({ type: 'leg.connected', ...client });
  call.takeLog();
  return call;
}

describe(`${callMachine.id}, while the agent's telephone rings`, () => {
  test('Scenario: it is not clear what the client speaks; they are asked in two languages what they need', () => {
    const call = simulatedCall({ invitedLanguages: ['es', 'gl'] });
    call.tell({ type: 'leg.connected', ...client });
    expect(call.takeLog()[0]).toBe('receptionist es,gl starts');
  });

  test('Scenario: the client speaks; the agent is told the language, then hears what was said', () => {
    const call = ringing();
    call.tell(
      { type: 'language.identified', ...client, language: 'de' },
      ...said('Ich suche ein Buch', 4000),
    );
    call.tellClause('clause-1', translated('Busco un libro'));
    expect(call.takeLog()).toEqual([
      'clause-1 takes its place',
      'translator de-es <Ich suche ein Buch> starts',
      'translator de-es <Ich suche ein Buch> stops',
    ]);
    call.clock.increment(20_000);
    expect(call.takeLog()).toEqual([]);

    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toEqual([
      'dialler +34981000001 stops',
      'receptionist fr stops',
      'introduction-1 takes its place',
      'synthesizer es <Llamada en alemán.> starts',
      'synthesizer es <Busco un libro> starts',
      'transcriber agent es starts',
    ]);
    call.tellClause('introduction-1', ...heard);
    call.tellClause('clause-1', ...heard);
    expect(call.voice('clientToAgent')).toEqual({ silent: 'content' });
    expect(call.reports).toMatchObject([
      { type: 'language.changed', language: 'de' },
      {
        type: 'clause.ended',
        clause: { id: 'clause-1', state: 'heard', origin: 'early', words: { translation: 'Busco un libro' } },
      },
    ]);
    expect(call.actor.getSnapshot().context.clauses.map(({ id }) => id)).toEqual(['clause-1']);
  });

  test('Scenario: the agent answers before the translation is there', () => {
    const call = ringing();
    call.tell(...said('Je cherche un livre', 4000), { type: 'leg.connected', ...agent });
    call.takeLog();
    call.tellClause('clause-1', translated('Busco un libro'));
    expect(call.takeLog()).toEqual([
      'translator fr-es <Je cherche un livre> stops',
      'synthesizer es <Busco un libro> starts',
    ]);
  });

  test('Scenario: the client says one thing after the other, and it becomes one rendition', () => {
    const call = ringing();
    call.tell(...said('Bonjour', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    call.tell(...said('je cherche un livre', 6000, { joinsPrevious: true }));
    call.tellClause('clause-1', translated('Buenos días, busco un libro'));
    call.takeLog();
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toContain('synthesizer es <Buenos días, busco un libro> starts');
  });

  test('Scenario: the client says nothing; the agent is told that the language is not known', () => {
    const call = ringing();
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toContain('synthesizer es <Llamada en un idioma aún desconocido.> starts');
    call.tellClause('introduction-1', ...heard);
    expect(call.reports).toEqual([]);
  });

  test('Scenario: the client goes on speaking while the agent is told; nothing is lost', () => {
    const call = ringing();
    call.tell(...said('Bonjour', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    call.tell({ type: 'leg.connected', ...agent });
    call.tellClause('introduction-1', heard[0], heard[1]);
    expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    call.takeLog();
    call.tell(...said('je cherche un livre', 6000));
    call.tellClause('clause-2', translated('busco un libro'));
    expect(call.takeLog()).toEqual([
      'clause-2 takes its place',
      'translator fr-es <je cherche un livre> starts',
      'translator fr-es <je cherche un livre> stops',
      'synthesizer es <busco un libro> starts',
    ]);
    call.tellClause('introduction-1', heard[3]);
    call.tellClause('clause-1', ...heard);
    call.tellClause('clause-2', ...heard);
    expect(call.reports.map((report) => report.type === 'clause.ended' && report.clause.state)).toEqual([
      'heard',
      'heard',
      // How long the agent took to answer is no latency of the interpreter's; the second one's is.
      false,
    ]);
    expect(call.reports.at(-1)).toEqual({
      type: 'turn.heard',
      direction: 'clientToAgent',
      latencyMs: 14_020,
    });
  });

  test('Scenario: the agent answers with a sentence of their own over what they are told, and is told again', () => {
    const call = ringing();
    call.tell({ type: 'language.identified', ...client, language: 'de' });
    call.tell({ type: 'leg.connected', ...agent });
    call.tellClause('introduction-1', heard[0], heard[1]);
    call.tell(
      { type: 'speech.started', ...agent, at: 20_300 },
      { type: 'speech.confirmed', ...agent, at: 20_430, onsetAt: 20_250 },
      { type: 'words.heard', ...agent, meaning: 'other' },
    );
    expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
    call.tellClause('introduction-1', { type: 'rendition.cut', heardShare: 0.3, timings: {} });
    call.takeLog();
    call.tell(
      { type: 'clause.committed', ...agent, clause: { text: '¿Dígame?', joinsPrevious: false, timings: {} } },
      { type: 'speech.ended', ...agent, at: 21_000 },
    );
    expect(call.takeLog()).toEqual(['clause-1 takes its place', 'translator es-de <¿Dígame?> starts']);
    call.clock.increment(400);
    expect(call.edits[0]?.cut).toEqual([
      { order: 0, translation: 'Llamada en alemán.', language: 'es', heardShare: 0.3 },
    ]);
    call.plan({ type: 'continuation.planned', direction: 'clientToAgent', text: 'Llamada en alemán.' });
    expect(call.takeLog()).toContain('synthesizer es <Llamada en alemán.> starts');
    call.tellClause('clause-2', ...heard);
    expect(call.reports.map(({ type }) => type)).toEqual(['language.changed', 'rendition.interrupted']);
  });

  test('Scenario: the agent cannot be told; the client is not asked to repeat anything', () => {
    const call = ringing();
    call.tell(...said('Bonjour', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    call.tell({ type: 'leg.connected', ...agent });
    call.takeLog();
    call.tellClause('introduction-1', {
      type: 'synthesis.failed',
      failure: { stage: 'synthesis', provider: 'elevenlabs', reason: 'unavailable' },
      timings: {},
    });
    expect(call.takeLog()).toEqual([
      'synthesizer es <Llamada en un idioma aún desconocido.> stops',
      'introduction-1 gives its place up',
    ]);
    call.tellClause('clause-1', ...heard);
    expect(call.reports).toMatchObject([{ type: 'clause.ended', clause: { state: 'heard' } }]);
  });

  test('Scenario: the client hangs up; what they said ends with the call', () => {
    const call = ringing();
    call.tell(...said('Bonjour', 4000), { type: 'leg.ended', ...client });
    expect(call.takeLog().toSorted()).toEqual([
      'clause-1 gives its place up',
      'clause-1 takes its place',
      'dialler +34981000001 stops',
      'receptionist fr stops',
      'terminator',
      'transcriber client multi stops',
      'translator fr-es <Bonjour> starts',
      'translator fr-es <Bonjour> stops',
    ]);
    expect(call.reports).toMatchObject([{ type: 'clause.ended', clause: { id: 'clause-1', state: 'cut' } }]);
  });

  test('Scenario: the first telephone is busy; what was said waits for the second', () => {
    const call = ringing();
    call.tell(...said('Bonjour', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    call.tell({ type: 'leg.unreachable', ...agent, reason: 'busy' });
    call.takeLog();
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toContain('synthesizer es <Buenos días> starts');
  });

  test('Scenario: a machine answered first; the second telephone is told of the call too', () => {
    const call = ringing();
    call.hearIntroduction();
    call.tell({ type: 'leg.unreachable', ...agent, reason: 'machine' }, ...said('Bonjour', 9000));
    call.takeLog();
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toContain('introduction-2 takes its place');
  });

  test('Scenario: a machine answered and hung up at once; the second telephone is told of the call once', () => {
    const call = ringing();
    call.tell({ type: 'leg.connected', ...agent }, { type: 'leg.unreachable', ...agent, reason: 'machine' });
    expect(call.takeLog()).toContain('introduction-1 gives its place up');
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.actor.getSnapshot().context.clauses.map(({ id }) => id)).toEqual(['introduction-2']);
    expect(call.reports).toEqual([]);
  });

  test('Scenario: both speak one language, which passes straight through; what was said early is heard', () => {
    const call = ringing({ presumedClientLanguage: 'es', bypassSameLanguage: true });
    call.tell(...said('Buenos días', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    call.takeLog();
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.conversation()).toBe('bypassing');
    expect(call.takeLog()).toEqual([
      'dialler +34981000001 stops',
      'receptionist fr stops',
      'synthesizer es <Buenos días> starts',
      'transcriber agent es starts',
      'patcher starts',
    ]);
  });

  test('Scenario: the client is not understood, and is asked to repeat; there is nobody else to tell', () => {
    const call = ringing();
    call.tell({ type: 'words.misunderstood', ...client });
    expect(call.takeLog()).toEqual(['announcer client repeat fr']);
  });

  test('Scenario: the client talks for long; the last 45 s are kept, and the rest is told to be lost', () => {
    const call = ringing();
    for (const part of [1, 2, 3, 4])
      call.tell(...said(`part ${String(part)}`, part * 15_000, { lastsMs: 14_000 }));
    expect(call.reports).toMatchObject([
      {
        type: 'clause.ended',
        clause: { id: 'clause-1', state: 'failed', words: { text: 'part 1' } },
        failure: { stage: 'playOut', reason: 'crowdedOut' },
      },
    ]);
    expect(call.takeLog()).toContain('clause-1 gives its place up');
    for (const id of ['clause-2', 'clause-3', 'clause-4']) call.tellClause(id, translated(`${id}!`));
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog().filter((line) => line.startsWith('synthesizer'))).toEqual([
      'synthesizer es <Llamada en un idioma aún desconocido.> starts',
      'synthesizer es <clause-2!> starts',
      'synthesizer es <clause-3!> starts',
      'synthesizer es <clause-4!> starts',
    ]);
  });

  test('Scenario: what was joined to a clause is lost with it; all of it is told to be', () => {
    const call = ringing();
    call.tell(...said('part 1', 14_000, { lastsMs: 14_000 }));
    call.tellClause('clause-1', translated('parte 1'));
    call.tell(...said('part 2', 28_000, { lastsMs: 14_000, joinsPrevious: true }));
    call.tell(...said('part 3', 48_000, { lastsMs: 19_000 }));
    expect(call.reports).toMatchObject([
      { type: 'clause.ended', clause: { id: 'clause-2', state: 'merged' } },
      {
        type: 'clause.ended',
        clause: { id: 'clause-1', state: 'failed', words: { text: 'part 1 part 2', translation: '' } },
        failure: { reason: 'crowdedOut' },
      },
    ]);
  });

  test('a clause is joined to what was said for 15 s, and not to more', () => {
    const call = ringing();
    call.tell(...said('part 1', 15_000, { lastsMs: 10_000 }));
    call.tell(...said('part 2', 21_000, { joinsPrevious: true }));
    call.tell(...said('part 3', 24_000, { joinsPrevious: true }));
    expect(call.actor.getSnapshot().context.clauses.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'clause-1 translating',
      'clause-2 merged',
      'clause-3 translating',
    ]);
  });

  test('what is held has a deadline of its own', () => {
    const call = ringing({
      agentNumbers: Array.from({ length: 20 }, (_, index) => `+3498100${String(1000 + index)}`),
    });
    call.tell(...said('Bonjour', 4000));
    call.tellClause('clause-1', translated('Buenos días'));
    for (let minute = 0; minute < 10; minute += 1) call.clock.increment(60_000);
    expect(call.reports).toMatchObject([
      { type: 'clause.ended', clause: { state: 'failed' }, failure: { reason: 'timedOut' } },
    ]);
  });
});
