import { describe, expect, test, vi } from 'vitest';
import { callMachine } from '../../machines/call/call-machine.js';
import { simulatedCall } from '../support/simulated-call.js';

const client = { party: 'client' } as const;
const agent = { party: 'agent' } as const;

const failure = { stage: 'translation', provider: 'deepl', reason: 'timedOut' } as const;

describe(callMachine.id, () => {
  test('Scenario: the client calls, the agent answers, both are transcribed', () => {
    const call = simulatedCall();
    expect(call.conversation()).toBe('ringing');

    call.tell({ type: 'leg.connected', ...client });
    expect(call.conversation()).toEqual({ connectingAgent: 'dialling' });
    expect(call.takeLog()).toEqual([
      'receptionist fr starts',
      'dialler +34981000001 starts',
      'transcriber client multi starts',
    ]);

    call.tell({ type: 'leg.connected', ...agent });
    expect(call.takeLog()).toEqual([
      'dialler +34981000001 stops',
      'receptionist fr stops',
      'introduction-1 takes its place',
      'synthesizer es <Llamada en un idioma aún desconocido.> starts',
      'transcriber agent es starts',
    ]);
    expect(call.conversation()).toEqual({
      interpreting: {
        clientToAgent: { hearing: 'listening', translation: 'idle', voice: { silent: 'awaited' } },
        agentToClient: { hearing: 'listening', translation: 'idle', voice: { silent: 'content' } },
      },
    });
    call.hearIntroduction();
    expect(call.conversation()).toEqual({
      interpreting: {
        clientToAgent: { hearing: 'listening', translation: 'idle', voice: { silent: 'content' } },
        agentToClient: { hearing: 'listening', translation: 'idle', voice: { silent: 'content' } },
      },
    });
  });

  test('Scenario: nobody can interpret what the client speaks; they are told, and the call goes on', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'language.unsupported', ...client, language: 'eu' });
    expect(call.takeLog()).toEqual(['announcer client unsupportedLanguage fr']);
    call.speak('clause-1', 'client', 'Bonjour');
    expect(call.takeLog()).toContain('translator fr-es <Bonjour> starts');
  });

  test('Scenario: the client says something, and the agent hears it', () => {
    const call = simulatedCall().connect();

    call.tell({ type: 'speech.started', ...client, at: 0 });
    expect(call.conversation()).toMatchObject({
      interpreting: { clientToAgent: { hearing: { transcribing: { open: 'flowing' } } } },
    });
    call.tell(
      { type: 'speech.ended', ...client, at: 0 },
      {
        type: 'clause.committed',
        ...client,
        clause: { text: 'Bonjour', joinsPrevious: false, timings: { committed: 1350 } },
      },
      { type: 'utterance.ended', ...client, speechEnd: 1000 },
    );
    expect(call.conversation()).toMatchObject({
      interpreting: {
        clientToAgent: { hearing: 'listening', translation: 'translating', voice: { silent: 'awaited' } },
      },
    });
    call.tellClause('clause-1', {
      type: 'translation.ended',
      translation: 'Hola',
      timings: { translationRequested: 1351, translationLastToken: 1600 },
    });
    expect(call.conversation()).toMatchObject({ interpreting: { clientToAgent: { translation: 'idle' } } });
    call.tellClause(
      'clause-1',
      { type: 'synthesis.started', timings: { synthesisFirstByte: 1890 } },
      { type: 'rendition.started', timings: { firstFrameSent: 1891 } },
    );
    expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    call.tellClause(
      'clause-1',
      { type: 'rendition.reached', timings: { firstMarkHeard: 1911 } },
      { type: 'rendition.heard', timings: { lastMarkHeard: 2500 } },
    );
    expect(call.voice('clientToAgent')).toEqual({ silent: 'content' });
    expect(call.takeLog()).toEqual([
      'clause-1 takes its place',
      'translator fr-es <Bonjour> starts',
      'translator fr-es <Bonjour> stops',
      'synthesizer es <Hola> starts',
      'synthesizer es <Hola> stops',
      'clause-1 gives its place up',
    ]);
    expect(call.reports).toEqual([
      {
        type: 'clause.ended',
        clause: {
          id: 'clause-1',
          direction: 'clientToAgent',
          state: 'heard',
          sourceLanguage: 'fr',
          targetLanguage: 'es',
          endsTurn: true,
          timings: {
            speechEnd: 1000,
            committed: 1350,
            translationRequested: 1351,
            translationLastToken: 1600,
            synthesisFirstByte: 1890,
            firstFrameSent: 1891,
            firstMarkHeard: 1911,
            lastMarkHeard: 2500,
          },
          words: { text: 'Bonjour', translation: 'Hola' },
        },
      },
      { type: 'turn.heard', direction: 'clientToAgent', latencyMs: 911 },
    ]);
    expect(call.actor.getSnapshot().children['clause-1']).toBeUndefined();
  });

  test('Scenario: the client turns out to speak German', () => {
    const call = simulatedCall().connect();
    call.tell(
      { type: 'language.identified', ...client, language: 'de' },
      {
        type: 'clause.committed',
        ...client,
        clause: { text: 'Guten Tag', joinsPrevious: false, timings: {} },
      },
      { type: 'clause.committed', ...agent, clause: { text: 'Hola', joinsPrevious: false, timings: {} } },
    );
    expect(call.takeLog().filter((line) => line.startsWith('translator'))).toEqual([
      'translator de-es <Guten Tag> starts',
      'translator es-de <Hola> starts',
    ]);
    expect(call.reports).toEqual([{ type: 'language.changed', party: 'client', language: 'de' }]);
  });

  test('Scenario: the first telephone of the agent is busy, the second answers', () => {
    const call = simulatedCall();
    call.tell({ type: 'leg.connected', ...client });
    call.takeLog();
    call.tell({ type: 'leg.unreachable', ...agent, reason: 'busy' });
    expect(call.takeLog()).toEqual(['dialler +34981000001 stops', 'dialler +34981000002 starts']);
    call.tell({ type: 'leg.connected', ...agent });
    expect(call.conversation()).toHaveProperty('interpreting');
  });

  test('Scenario: no agent answers, and the client is told before the call ends', async () => {
    const call = simulatedCall();
    call.tell({ type: 'leg.connected', ...client }, { type: 'leg.unreachable', ...agent, reason: 'busy' });
    call.clock.increment(40_000);
    expect(call.conversation()).toBe('failed');
    expect(call.takeLog().slice(-3)).toEqual([
      'dialler +34981000002 stops',
      'receptionist fr stops',
      'announcer client noAgent fr',
    ]);
    call.announcements[0]?.resolve();
    await expect.poll(() => call.actor.getSnapshot().value).toBe('ending');
    expect(call.takeLog()).toEqual(['transcriber client multi stops', 'terminator']);
    call.terminations[0]?.resolve();
    await expect.poll(() => call.actor.getSnapshot().status).toBe('done');
    expect(call.actor.getSnapshot().context.endReason).toBe('noAgent');
  });

  test('Scenario: an answering machine hangs up before it is known to be one, and the next telephone rings in peace', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'leg.lost', ...agent }, { type: 'leg.unreachable', ...agent, reason: 'machine' });
    expect(call.conversation()).toEqual({ connectingAgent: 'dialling' });
    call.clock.increment(6_000);
    expect(call.conversation()).toEqual({ connectingAgent: 'dialling' });
  });

  test('Scenario: an answering machine is put through to a client who speaks its language, and is given up', () => {
    const call = simulatedCall({ presumedClientLanguage: 'es', bypassSameLanguage: true }).connect();
    call.tell({ type: 'leg.unreachable', ...agent, reason: 'machine' });
    expect(call.takeLog()).toContain('dialler +34981000002 starts');
    call.tell({ type: 'leg.unreachable', ...agent, reason: 'busy' });
    expect(call.conversation()).toBe('failed');
  });

  describe('a speaker goes on', () => {
    const say = (text: string, joinsPrevious: boolean, committed: number) =>
      ({
        type: 'clause.committed',
        ...client,
        clause: { text, joinsPrevious, timings: { speechOnset: committed - 500, committed } },
      }) as const;

    test('Scenario: the end of the sentence comes before anything of it was heard; it is said as one', () => {
      const call = simulatedCall().connect();
      call.tell(say('Je voudrais savoir', false, 1000));
      call.tellClause('clause-1', { type: 'translation.ended', translation: 'Quisiera saber', timings: {} });
      call.takeLog();
      call.tell(say('combien je dois', true, 2000));
      expect(call.takeLog()).toEqual([
        'synthesizer es <Quisiera saber> stops',
        'clause-1 withdraws',
        'translator fr-es <Je voudrais savoir combien je dois> starts',
      ]);
      expect(call.actor.getSnapshot().context.clauses).toMatchObject([
        { id: 'clause-1', state: 'translating', timings: { speechOnset: 500, committed: 2000 } },
        { id: 'clause-2', state: 'merged' },
      ]);
      expect(call.reports).toMatchObject([
        { type: 'clause.ended', clause: { id: 'clause-2', state: 'merged' } },
      ]);
      call.tellClause('clause-1', { type: 'translation.ended', translation: 'Cuánto debo', timings: {} });
      expect(call.actor.getSnapshot().context.clauses[0]?.words).toEqual({
        text: 'Je voudrais savoir combien je dois',
        translation: 'Cuánto debo',
      });
    });

    test('what has begun to be heard stays as it is', () => {
      const call = simulatedCall().connect().speak('clause-1', 'client', 'Bonjour');
      call.takeLog();
      call.tell(say('Au revoir', true, 2000));
      expect(call.takeLog()).toEqual(['clause-2 takes its place', 'translator fr-es <Au revoir> starts']);
    });
  });

  test('Scenario: both talk at once; the rendition waits for its listener to pause, and not for long', () => {
    const call = simulatedCall().connect();
    call.tell(
      { type: 'speech.started', ...agent, at: 900 },
      { type: 'speech.confirmed', ...agent, at: 1000, onsetAt: 880 },
    );
    expect(call.voice('clientToAgent')).toEqual({ silent: 'yielding' });
    expect(call.takeLog()).toEqual(['usher agent starts']);
    call.clock.increment(1500);
    expect(call.takeLog()).toEqual(['usher agent stops']);
    call.tell({ type: 'speech.ended', ...agent, at: 4000 });
    call.tell({ type: 'speech.confirmed', ...agent, at: 5000, onsetAt: 4830 });
    call.takeLog();
    call.tell({ type: 'speech.paused', ...agent, at: 5500 });
    expect(call.takeLog()).toContain('usher agent stops');
  });

  describe('a speaker pauses, and their last words are not recognized yet', () => {
    const speaking = () => {
      const call = simulatedCall().connect();
      call.tell(
        { type: 'speech.started', ...client, at: 0 },
        { type: 'speech.confirmed', ...client, at: 130, onsetAt: 0 },
        { type: 'speech.paused', ...client, at: 1000 },
      );
      expect(ofAgent(call.takeLog())).toEqual(['gatherer agent starts']);
      return call;
    };
    /** Without what their voice does to what they hear. */
    const ofAgent = (log: readonly string[]) => log.filter((entry) => !entry.startsWith('usher client'));

    test('Scenario: they have finished; what was about to begin is said with their last words', () => {
      const call = speaking();
      call.tell(
        {
          type: 'clause.committed',
          ...client,
          clause: { text: 'Au revoir', joinsPrevious: true, timings: { committed: 1350 } },
        },
        { type: 'utterance.ended', ...client, speechEnd: 1000 },
      );
      // The rest has joined what waits by the time that this may begin.
      expect(call.takeLog()).toEqual([
        'clause-1 takes its place',
        'translator fr-es <Au revoir> starts',
        'gatherer agent stops',
      ]);
    });

    test('Scenario: they only took breath', () => {
      const call = speaking();
      call.tell({ type: 'speech.resumed', ...client, at: 1100 });
      expect(ofAgent(call.takeLog())).toEqual(['gatherer agent stops']);
      call.tell({ type: 'speech.paused', ...client, at: 2000 });
      expect(ofAgent(call.takeLog())).toEqual(['gatherer agent starts']);
    });

    test('Scenario: the recognizer has nothing to add', () => {
      const call = speaking();
      call.clock.increment(499);
      expect(call.takeLog()).toEqual([]);
      call.clock.increment(1);
      expect(call.takeLog()).toEqual(['gatherer agent stops']);
    });

    test('Scenario: they go on while a first part is being recognized, and pause again', () => {
      const call = speaking();
      call.tell({ type: 'speech.resumed', ...client, at: 1100 });
      call.tell({ type: 'utterance.ended', ...client, speechEnd: 1000 });
      call.takeLog();
      call.tell({ type: 'speech.paused', ...client, at: 1600 });
      expect(ofAgent(call.takeLog())).toEqual(['gatherer agent starts']);
    });

    test('Scenario: it was recognized before it was known to be a pause, and they go on', () => {
      const call = speaking();
      call.tell({ type: 'utterance.ended', ...client, speechEnd: 1000 });
      call.takeLog();
      call.tell({ type: 'speech.resumed', ...client, at: 1500 });
      expect(call.conversation()).toMatchObject({
        interpreting: { clientToAgent: { hearing: { transcribing: { open: 'flowing' } } } },
      });
    });
  });

  test('Scenario: a rendition takes long, and its listener hears that something is coming', () => {
    const call = simulatedCall().connect();
    call.tell({
      type: 'clause.committed',
      ...client,
      clause: { text: 'Bonjour', joinsPrevious: false, timings: {} },
    });
    call.takeLog();
    call.clock.increment(2499);
    expect(call.takeLog()).toEqual([]);
    call.clock.increment(1);
    expect(call.takeLog()).toEqual(['announcer agent wait es']);
    call.clock.increment(2500);
    expect(call.takeLog()).toEqual(['announcer agent wait es']);
  });

  test('Scenario: the client is not understood; they are asked, and the agent is told', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'words.misunderstood', ...client });
    expect(call.takeLog()).toEqual(['announcer client repeat fr', 'announcer agent askedToRepeat es']);
  });

  describe('a listener talks over a rendition', () => {
    /** Without what a voice does to those that wait for its own words. */
    const ofSilencer = (log: readonly string[]) => log.filter((entry) => entry.startsWith('silencer'));
    function interrupted() {
      const call = simulatedCall().connect().speak('clause-1', 'client', 'Bonjour');
      call.tell({ type: 'speech.started', ...agent, at: 2000 });
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'contested' });
      call.takeLog();
      call.tell({ type: 'speech.confirmed', ...agent, at: 2200, onsetAt: 1960 });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { deciding: 'talking' } });
      expect(call.takeLog()).toEqual(['silencer agent holds']);
      return call;
    }

    test.each([
      { title: 'at once', onsetAt: 2050, after: 510 },
      { title: 'late', onsetAt: 1900, after: 360 },
      { title: 'so late that there would be no time for a word', onsetAt: 1500, after: 300 },
    ])(
      'Scenario: the agent talks on, which counts from their first sound; it was taken for speech $title',
      ({ onsetAt, after }) => {
        const call = simulatedCall().connect().speak('clause-1', 'client', 'Bonjour');
        call.tell(
          { type: 'speech.started', ...agent, at: 2000 },
          { type: 'speech.confirmed', ...agent, at: 2200, onsetAt },
        );
        call.clock.increment(after - 1);
        expect(call.voice('clientToAgent')).toEqual({ bargedIn: { deciding: 'talking' } });
        call.clock.increment(1);
        expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
      },
    );

    test('Scenario: the agent has paused; a word that comes a moment after the others are decided still counts', () => {
      const call = interrupted();
      call.tell({ type: 'speech.paused', ...agent, at: 2500 });
      call.clock.increment(469);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { deciding: 'quiet' } });
      call.tell({ type: 'words.heard', ...agent, meaning: 'interruption' });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'waiting' } });
    });

    test('Scenario: the agent wants the floor; the rendition is cut, and the rest of it said afterwards', () => {
      const call = interrupted();
      call.clock.increment(560);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
      expect(call.takeLog()).toEqual(['silencer agent cuts']);
      call.tellClause('clause-1', { type: 'rendition.cut', heardShare: 0.4, timings: {} });
      call.tell(
        { type: 'clause.committed', ...agent, clause: { text: 'Espere', joinsPrevious: false, timings: {} } },
        { type: 'speech.ended', ...agent, at: 3700 },
      );
      call.clock.increment(400);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: 'resuming' });
      expect(call.edits).toEqual([
        {
          direction: 'clientToAgent',
          cut: [{ order: 1, translation: 'Bonjour!', language: 'es', heardShare: 0.4 }],
          speakerClauses: 0,
          listenerClauses: 1,
          listenerMs: 1500,
        },
      ]);
      call.takeLog();
      call.plan({ type: 'continuation.planned', direction: 'clientToAgent', text: 'jour!' });
      expect(call.voice('clientToAgent')).toEqual({ silent: 'awaited' });
      expect(call.takeLog()).toEqual([
        'clause-3 takes its place',
        'synthesizer es <jour!> starts',
        'silencer agent stops',
      ]);
      expect(call.reports.map((report) => report.type)).toEqual(['rendition.interrupted', 'clause.ended']);
    });

    test('Scenario: the parties have moved on, and the rest is not said', () => {
      const call = interrupted();
      call.clock.increment(560);
      call.tellClause('clause-1', { type: 'rendition.cut', heardShare: 0.4, timings: {} });
      call.tell({ type: 'speech.ended', ...agent, at: 9000 });
      call.clock.increment(400);
      call.plan({ type: 'continuation.planned', direction: 'clientToAgent', text: null });
      expect(call.voice('clientToAgent')).toEqual({ silent: 'content' });
      expect(call.reports.at(-1)).toEqual({ type: 'rendition.abandoned', direction: 'clientToAgent' });
    });

    test.each([
      { words: 'a word that asks for the floor', meaning: 'interruption' },
      { words: 'a sentence', meaning: 'other' },
    ] as const)('Scenario: $words decides at once', ({ meaning }) => {
      const call = interrupted();
      call.tell({ type: 'words.heard', ...agent, meaning });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
    });

    test('Scenario: a backchannel lets the rendition go on where it was', () => {
      const call = interrupted();
      call.tell(
        { type: 'words.heard', ...agent, meaning: 'backchannel' },
        { type: 'speech.paused', ...agent, at: 2600 },
      );
      expect(ofSilencer(call.takeLog())).toEqual(['silencer agent stops']);
      expect(call.reports).toEqual([{ type: 'rendition.resumed', direction: 'clientToAgent' }]);
      call.tell({ type: 'speech.ended', ...agent, at: 2600 });
      call.clock.increment(500);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    });

    test('Scenario: a backchannel in two parts ("yes, ... sure") stops the rendition once', () => {
      const call = interrupted();
      call.tell(
        { type: 'words.heard', ...agent, meaning: 'backchannel' },
        { type: 'speech.paused', ...agent, at: 2500 },
        { type: 'speech.resumed', ...agent, at: 2700 },
        { type: 'words.heard', ...agent, meaning: 'backchannel' },
      );
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      expect(ofSilencer(call.takeLog())).toEqual(['silencer agent stops']);
    });

    test('Scenario: the agent shows that they follow, and does not pause; the rendition goes on over it', () => {
      const call = interrupted();
      call.clock.increment(200);
      call.tell({ type: 'words.heard', ...agent, meaning: 'backchannel' });
      call.clock.increment(79);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { deciding: 'following' } });
      call.clock.increment(1);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      expect(call.takeLog()).toEqual(['silencer agent stops']);
    });

    test('Scenario: a long backchannel is tolerated, and ends', () => {
      const call = interrupted();
      call.tell({ type: 'words.heard', ...agent, meaning: 'backchannel' });
      call.clock.increment(560);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      call.clock.increment(2_000);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      call.tell({ type: 'speech.ended', ...agent, at: 5200 });
      call.clock.increment(500);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    });

    test('Scenario: what began like a backchannel asks for the floor after all', () => {
      const call = interrupted();
      call.tell({ type: 'words.heard', ...agent, meaning: 'backchannel' });
      call.clock.increment(560);
      call.takeLog();
      call.tell({ type: 'words.heard', ...agent, meaning: 'other' });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
      expect(call.takeLog()).toEqual(['silencer agent holds', 'silencer agent cuts']);
      call.tell({ type: 'speech.ended', ...agent, at: 4000 });
      call.clock.increment(400);
      expect(call.edits).toMatchObject([{ listenerMs: 0 }]);
    });

    test('Scenario: short speech whose words never come was a false alarm', () => {
      const call = interrupted();
      call.tell({ type: 'speech.paused', ...agent, at: 2500 });
      call.clock.increment(560);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    });

    test('Scenario: the words of a short interruption come when it is over', () => {
      const call = interrupted();
      call.tell(
        { type: 'speech.paused', ...agent, at: 2500 },
        { type: 'words.heard', ...agent, meaning: 'interruption' },
      );
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'waiting' } });
    });

    test('Scenario: the words of an interruption come in a short pause, and the agent goes on', () => {
      const call = interrupted();
      call.tell(
        { type: 'speech.paused', ...agent, at: 2500 },
        { type: 'words.heard', ...agent, meaning: 'interruption' },
        { type: 'speech.resumed', ...agent, at: 2700 },
      );
      call.clock.increment(3_000);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
    });

    test('Scenario: the pause of a short interruption was its end, and counts as such', () => {
      const call = interrupted();
      call.tell(
        { type: 'speech.paused', ...agent, at: 2500 },
        { type: 'words.heard', ...agent, meaning: 'interruption' },
        { type: 'speech.ended', ...agent, at: 2500 },
      );
      call.clock.increment(400);
      expect(call.edits).toMatchObject([{ listenerMs: 300 }]);
    });

    test('Scenario: the agent speaks in short words that nobody has recognized yet; the rendition goes on until they are', () => {
      const call = interrupted();
      call.tell(
        { type: 'speech.paused', ...agent, at: 2300 },
        { type: 'speech.ended', ...agent, at: 2300 },
        { type: 'speech.started', ...agent, at: 2600 },
        { type: 'speech.confirmed', ...agent, at: 2700, onsetAt: 2560 },
      );
      call.clock.increment(560);
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      call.tell({ type: 'words.heard', ...agent, meaning: 'interruption' });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
    });

    test('Scenario: the words of a backchannel come in its pause, its second word follows, and nothing stops for it', () => {
      const call = interrupted();
      call.tell(
        { type: 'speech.paused', ...agent, at: 2300 },
        { type: 'words.heard', ...agent, meaning: 'backchannel' },
        { type: 'speech.ended', ...agent, at: 2300 },
        { type: 'speech.started', ...agent, at: 2640 },
        { type: 'speech.confirmed', ...agent, at: 2760, onsetAt: 2600 },
      );
      expect(call.voice('clientToAgent')).toEqual({ speaking: 'tolerating' });
      expect(ofSilencer(call.takeLog())).toEqual(['silencer agent stops']);
    });

    test.each([
      { title: 'and nothing stops for it again', meaning: 'backchannel', voice: { speaking: 'tolerating' } },
      {
        title: 'which asks for the floor',
        meaning: 'interruption',
        voice: { bargedIn: { yielded: 'attending' } },
      },
    ] as const)(
      'Scenario: the rendition goes on; the first word is known when the second has begun, $title',
      ({ meaning, voice }) => {
        const call = interrupted();
        call.tell(
          { type: 'speech.paused', ...agent, at: 2300 },
          { type: 'speech.ended', ...agent, at: 2300 },
        );
        call.clock.increment(560);
        call.tell(
          { type: 'speech.started', ...agent, at: 2770 },
          { type: 'words.heard', ...agent, meaning },
          { type: 'speech.confirmed', ...agent, at: 2890, onsetAt: 2720 },
        );
        expect(call.voice('clientToAgent')).toEqual(voice);
      },
    );

    test('Scenario: the agent had the floor and coughs; renditions go on', () => {
      const call = interrupted();
      call.clock.increment(560);
      call.tell(
        { type: 'speech.ended', ...agent, at: 3000 },
        { type: 'speech.started', ...agent, at: 3200 },
        { type: 'speech.misfired', ...agent, at: 3300 },
      );
      call.clock.increment(400);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: 'resuming' });
    });

    test('Scenario: nobody says what is still to be said, and the call goes on', () => {
      const call = interrupted();
      call.clock.increment(560);
      call.tell({ type: 'speech.ended', ...agent, at: 3000 });
      call.clock.increment(400);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: 'resuming' });
      call.clock.increment(2_000);
      expect(call.voice('clientToAgent')).not.toHaveProperty('bargedIn');
    });

    test('Scenario: the agent pauses and goes on, and keeps the floor', () => {
      const call = interrupted();
      call.clock.increment(560);
      call.tell({ type: 'speech.ended', ...agent, at: 3000 });
      call.clock.increment(399);
      call.tell({ type: 'speech.started', ...agent, at: 3400 });
      call.clock.increment(3_000);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
    });

    test('Scenario: the agent does not stop talking, and after a while renditions go on', () => {
      const call = interrupted();
      call.clock.increment(560);
      call.clock.increment(8_000);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: 'resuming' });
    });
  });

  test('Scenario: the agent coughs, and the rendition goes on', () => {
    const call = simulatedCall().connect().speak('clause-1', 'client', 'Bonjour');
    call.tell({ type: 'speech.started', ...agent, at: 0 }, { type: 'speech.misfired', ...agent, at: 0 });
    expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
    expect(call.reports).toEqual([]);
  });

  test('Scenario: the agent was talking already when the rendition began', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'speech.started', ...agent, at: 0 });
    call.speak('clause-1', 'client', 'Bonjour');
    call.tell({ type: 'speech.confirmed', ...agent, at: 0, onsetAt: 0 });
    expect(call.voice('clientToAgent')).toEqual({ speaking: 'undisturbed' });
  });

  test.each([
    { title: 'and goes on', isRecognized: true },
    { title: 'while their recognizer fails', isRecognized: false },
  ])(
    'Scenario: the agent was talking already when the rendition began, asks for the floor $title, and has it',
    ({ isRecognized }) => {
      const call = simulatedCall().connect();
      call.tell(
        { type: 'speech.started', ...agent, at: 0 },
        { type: 'speech.confirmed', ...agent, at: 100, onsetAt: 0 },
      );
      call.speak('clause-1', 'client', 'Bonjour');
      call.tell(
        isRecognized
          ? { type: 'utterance.ended', ...agent, speechEnd: 200 }
          : {
              type: 'recognition.failed',
              ...agent,
              failure: { stage: 'recognition', provider: 'deepgram', reason: 'unavailable' },
            },
        { type: 'words.heard', ...agent, meaning: 'interruption' },
      );
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
      call.clock.increment(3_000);
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'attending' } });
      call.tell({ type: 'speech.ended', ...agent, at: 4_000 });
      expect(call.voice('clientToAgent')).toEqual({ bargedIn: { yielded: 'waiting' } });
    },
  );

  test('Scenario: the translation fails, and the speaker is asked to repeat, once a clause', () => {
    const call = simulatedCall().connect();
    call.tell({
      type: 'clause.committed',
      ...client,
      clause: { text: 'Bonjour', joinsPrevious: false, timings: {} },
    });
    call.tellClause('clause-1', { type: 'translation.failed', failure, timings: {} });
    expect(call.takeLog()).toEqual([
      'clause-1 takes its place',
      'translator fr-es <Bonjour> starts',
      'translator fr-es <Bonjour> stops',
      'announcer client repeat fr',
      'clause-1 gives its place up',
    ]);
    expect(call.reports).toMatchObject([{ type: 'clause.ended', clause: { state: 'failed' }, failure }]);
    expect(call.conversation()).toHaveProperty('interpreting');
  });

  test('Scenario: even the request to repeat cannot be spoken, and the call goes on', async () => {
    const call = simulatedCall().connect();
    call.tell({
      type: 'clause.committed',
      ...client,
      clause: { text: 'Bonjour', joinsPrevious: false, timings: {} },
    });
    call.tellClause('clause-1', { type: 'translation.failed', failure, timings: {} });
    const error = new Error('no voice');
    call.announcements[0]?.reject(error);
    await expect
      .poll(() => call.reports.at(-1))
      .toEqual({ type: 'actor.failed', id: 'announcement-1', error });
    expect(call.conversation()).toHaveProperty('interpreting');
  });

  test('Scenario: the recognizer dies in the middle of an utterance and is replaced', () => {
    const call = simulatedCall().connect();
    call.tell(
      { type: 'speech.started', ...client, at: 0 },
      {
        type: 'recognition.failed',
        ...client,
        failure: { stage: 'recognition', provider: 'deepgram', reason: 'unavailable' },
      },
    );
    expect(call.takeLog()).toEqual(['transcriber client multi stops', 'announcer client repeat fr']);
    call.clock.increment(500);
    expect(call.takeLog()).toEqual(['transcriber client multi starts']);
  });

  test('Scenario: the actor that hangs up breaks; the call ends and says so', async () => {
    const call = simulatedCall().connect();
    const error = new Error('no carrier');
    call.tell({ type: 'end.requested' });
    call.terminations[0]?.reject(error);
    await expect.poll(() => call.actor.getSnapshot().status).toBe('done');
    expect(call.reports).toEqual([{ type: 'actor.failed', id: '0.call.ending', error }]);
  });

  test('Scenario: more is said than a call remembers, and still every clause is told of', () => {
    const call = simulatedCall().connect();
    const many = 60;
    for (let count = 1; count <= many; count += 1) {
      call.tell({
        type: 'clause.committed',
        ...client,
        clause: { text: `clause ${String(count)}`, joinsPrevious: false, timings: {} },
      });
    }
    call.tell({ type: 'end.requested' });
    expect(call.reports.filter(({ type }) => type === 'clause.ended')).toHaveLength(many);
  });

  test.each([
    { event: { type: 'leg.ended', ...client }, reason: 'clientHungUp' },
    { event: { type: 'leg.ended', ...agent }, reason: 'agentHungUp' },
    { event: { type: 'end.requested' }, reason: 'requested' },
  ] as const)('Scenario: $reason ends the call for both', ({ event, reason }) => {
    const call = simulatedCall().connect().speak('clause-1', 'client', 'Bonjour');
    call.takeLog();
    call.tell(event);
    expect(call.actor.getSnapshot().context.endReason).toBe(reason);
    expect(call.takeLog().toSorted()).toEqual([
      'clause-1 gives its place up',
      'synthesizer es <Bonjour!> stops',
      'terminator',
      'transcriber agent es stops',
      'transcriber client multi stops',
    ]);
    expect(Object.keys(call.actor.getSnapshot().children)).toHaveLength(1);
    expect(call.reports).toMatchObject([{ type: 'clause.ended', clause: { id: 'clause-1', state: 'cut' } }]);
  });

  test('Scenario: a leg is lost and comes back', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'leg.lost', ...agent });
    call.clock.increment(4_999);
    call.tell({ type: 'leg.connected', ...agent });
    call.clock.increment(5_000);
    expect(call.conversation()).toHaveProperty('interpreting');
    expect(call.takeLog()).toEqual(['transcriber agent es stops', 'transcriber agent es starts']);
  });

  test('Scenario: a leg is lost and does not come back: the other party is told, then the call ends', async () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'leg.lost', ...agent });
    call.clock.increment(5_000);
    expect(call.conversation()).toBe('deserted');
    expect(call.takeLog()).toEqual(['transcriber agent es stops', 'announcer client failure fr']);
    call.announcements[0]?.resolve();
    await vi.waitFor(() => expect(call.actor.getSnapshot()).toMatchObject({ value: 'ending' }));
    expect(call.actor.getSnapshot().context.endReason).toBe('agentLost');
  });

  test('Scenario: nobody hears that the other party is gone: the call ends all the same', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'leg.lost', ...client });
    call.clock.increment(5_000);
    expect(call.takeLog()).toContain('announcer agent failure es');
    call.clock.increment(12_000);
    expect(call.actor.getSnapshot()).toMatchObject({ value: 'ending', context: { endReason: 'clientLost' } });
  });

  test('Scenario: both legs are lost: there is nobody to be told', () => {
    const call = simulatedCall().connect();
    call.tell({ type: 'leg.lost', ...client }, { type: 'leg.lost', ...agent });
    call.takeLog();
    call.clock.increment(5_000);
    expect(call.actor.getSnapshot().value).toBe('ending');
    expect(call.takeLog()).toEqual(['terminator']);
  });

  test('Scenario: the client is lost while the agent’s telephone rings: nobody is told', () => {
    const call = simulatedCall();
    call.tell({ type: 'leg.connected', ...client }, { type: 'leg.lost', ...client });
    call.clock.increment(5_000);
    expect(call.actor.getSnapshot()).toMatchObject({ value: 'ending', context: { endReason: 'clientLost' } });
  });

  test('Scenario: both speak one language, which the setting lets pass straight through', () => {
    const call = simulatedCall({ presumedClientLanguage: 'es', bypassSameLanguage: true }).connect();
    expect(call.conversation()).toBe('bypassing');
    call.tell({ type: 'language.identified', ...client, language: 'gl' });
    expect(call.conversation()).toHaveProperty('interpreting');
    expect(call.takeLog()).toEqual(['patcher stops']);
    call.tell({ type: 'language.identified', ...client, language: 'es-419' });
    expect(call.conversation()).toBe('bypassing');
  });

  test('every state that waits for the world has a deadline', () => {
    const call = simulatedCall();
    call.clock.increment(15_000);
    expect(call.actor.getSnapshot()).toMatchObject({
      value: 'ending',
      context: { endReason: 'clientNeverConnected' },
    });
    call.clock.increment(5_000);
    expect(call.actor.getSnapshot().status).toBe('done');
  });

  describe('the service goes away', () => {
    const began = { type: 'shutdown.began' } as const;

    test('Scenario: both parties are told, each in their language, and then the call ends', async () => {
      const call = simulatedCall().connect();
      call.tell(began);
      expect(call.conversation()).toEqual({ closing: { client: 'telling', agent: 'telling' } });
      expect(call.takeLog()).toEqual(['announcer client failure fr', 'announcer agent failure es']);
      call.announcements[0]?.resolve();
      await expect.poll(() => call.conversation()).toEqual({ closing: { client: 'told', agent: 'telling' } });
      call.announcements[1]?.resolve();
      await expect.poll(() => call.conversation()).toBe('ending');
      expect(call.actor.getSnapshot().context.endReason).toBe('shutdown');
    });

    test('Scenario: nobody can be told, and the call ends all the same', () => {
      const call = simulatedCall().connect();
      call.tell(began);
      call.clock.increment(12_000);
      expect(call.conversation()).toBe('ending');
    });

    test('Scenario: the agent is still being called: the client is told', () => {
      const call = simulatedCall();
      call.tell({ type: 'leg.connected', ...client });
      call.takeLog();
      call.tell(began);
      expect(call.conversation()).toBe('failed');
      expect(call.takeLog()).toEqual([
        'dialler +34981000001 stops',
        'receptionist fr stops',
        'announcer client failure fr',
      ]);
    });

    test('Scenario: nobody is connected yet: the call ends at once', () => {
      const call = simulatedCall();
      call.tell(began);
      expect(call.conversation()).toBe('ending');
    });
  });
});
