import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createAnnouncements, type Announcements } from '../../src/actors/announcements.js';
import type { CallObserver } from '../../src/calls/call-observer.js';
import type { StreamInvitation } from '../../src/calls/calls.js';
import { createCalls } from '../../src/calls/switchboard-calls.js';
import { createGlossary, type Glossary } from '../../src/interpreting/glossary.js';
import { languageOf } from '../../src/languages.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { ringback } from '../../src/media/tones.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { TranslationRequest } from '../../src/providers/translator.js';
import { atOnce } from '../support/fake-beat.js';
import { fakeLine } from '../support/fake-line.js';
import { fakeRecognizer, fakeSynthesizer, fakeTranslator } from '../support/fake-providers.js';
import { fakeTelephone } from '../support/fake-telephone.js';
import { hearRendition, hearWhatCame } from '../support/hear-rendition.js';
import { fakeVoiceActivity } from '../support/fake-voice-activity.js';
import { utterance } from '../support/live-calls.js';

const clientCall = {
  callSid: 'CAclient',
  from: '+33142685300',
  to: '+34981000000',
  requestId: 'request-1',
};

function openSwitchboard({
  observers = [],
  ...settings
}: {
  maxConcurrent?: number;
  agentNumbers?: string[];
  uncovered?: string;
  glossary?: Glossary;
  voiceFollowsSpeaker?: boolean;
  /** Whether voice activity detection works: the test tells its edges in any case. */
  hearsVoices?: boolean;
  translate?: (request: TranslationRequest) => string;
  observers?: CallObserver[];
  announcements?: Announcements;
} = {}) {
  const { telephone, dialled, hungUp } = fakeTelephone();
  const { recognizer, streams } = fakeRecognizer();
  const { synthesizer, requests } = fakeSynthesizer();
  const voice = fakeVoiceActivity({ isWorking: settings.hearsVoices ?? false, hasJudged: true });
  const invitations: StreamInvitation[] = [];
  const calls = createCalls({
    settings: {
      agentNumbers: settings.agentNumbers ?? ['+34981000001'],
      agentLanguage: 'es',
      interpretingMode: 'simultaneous',
      confidenceThreshold: 0.5,
      languageThreshold: 0.8,
      languageHints: [],
      originalVoice: { isHeard: false, duckedDb: -18, betweenDb: 0 },
      voiceFollowsSpeaker: settings.voiceFollowsSpeaker ?? false,
      bypassSameLanguage: false,
      maxConcurrent: settings.maxConcurrent ?? 2,
    },
    telephone,
    streamTwiml(invitation) {
      invitations.push(invitation);
      return '<Response/>';
    },
    recognizer,
    isCovered: (language) => language !== settings.uncovered,
    translator: fakeTranslator(settings.translate),
    glossary: settings.glossary ?? createGlossary([]),
    synthesizer,
    announcements: settings.announcements ?? createAnnouncements(synthesizer, 'es'),
    atNextBeat: atOnce,
    voiceActivity: voice.voiceActivity,
    warmConnections: () => undefined,
    observers,
    metrics: createMetrics(),
    log: pino({ level: 'silent' }),
  });

  function stream(callSid: string, invitation: StreamInvitation | undefined | string) {
    if (typeof invitation !== 'object') throw new Error('no invitation');
    const streamSid = `MZ${callSid}`;
    const inlet = calls.admit({ callSid, streamSid, parameters: invitation.parameters });
    if (inlet === undefined) throw new Error('not admitted');
    const { line, take } = fakeLine();
    inlet.send({ type: 'start', line, streamSid });
    return { inlet, take };
  }

  return {
    calls,
    dialled,
    hungUp,
    streams,
    requests,
    voice,
    invitations,
    stream,
    async connectBoth() {
      const client = stream('CAclient', calls.answer(clientCall));
      await expect.poll(() => dialled.length).toBe(1);
      const agent = stream('CAagent1', invitations[0]);
      // They are told what call it is.
      await hearRendition(agent);
      return { client, agent };
    },
  };
}

/** What is heard of somebody who goes on talking. */
function going(text: string): RecognizerEvent[] {
  return utterance(text)
    .slice(0, 1)
    .map((event) => ({ ...event, isFinal: false }));
}

describe('calls', () => {
  describe('a client waits for an agent', () => {
    /** Hears the next sound of the line to its end: so many bytes. */
    async function nextSound({ inlet, take }: ReturnType<ReturnType<typeof openSwitchboard>['stream']>) {
      const words: string[] = [];
      await expect
        .poll(() => {
          words.push(...take());
          return words.length;
        })
        .toBeGreaterThan(0);
      for (const word of words) {
        if (word.startsWith('mark ')) inlet.send({ type: 'mark', name: word.slice('mark '.length) });
      }
      return words.reduce((bytes, word) => bytes + (Number(word) || 0), 0);
    }

    const bytesOf = (text: string | undefined) => (text ?? '').length * 80;

    test('Scenario: a number of Ourense; the notice, what they need, in two languages, and then it rings', async () => {
      const { calls, stream, invitations, dialled } = openSwitchboard();
      const client = stream('CAclient', calls.answer({ ...clientCall, from: '+34988391200' }));
      const [spanish, galician] = [languageOf('es')?.announcements, languageOf('gl')?.announcements];
      expect(await nextSound(client)).toBe(bytesOf(spanish?.connecting));
      expect(await nextSound(client)).toBe(bytesOf(spanish?.invitation));
      expect(await nextSound(client)).toBe(bytesOf(galician?.invitation));
      expect(await nextSound(client)).toBe(ringback.length);
      expect(await nextSound(client)).toBe(ringback.length);
      await expect.poll(() => dialled.length).toBe(1);
      stream('CAagent1', invitations[0]);
      // It has stopped ringing.
      expect(client.take().at(-1)).toBe('clear');
    });

    test('Scenario: the notice cannot be spoken, and the rest is', async () => {
      const { synthesizer } = fakeSynthesizer();
      const announcements = createAnnouncements(synthesizer, 'es');
      const { calls, stream } = openSwitchboard({
        announcements: {
          get: (phrase, language) =>
            phrase === 'connecting'
              ? Promise.reject(new Error('no voice'))
              : announcements.get(phrase, language),
        },
      });
      const client = stream('CAclient', calls.answer(clientCall));
      expect(await nextSound(client)).toBe(bytesOf(languageOf('fr')?.announcements.invitation));
      expect(await nextSound(client)).toBe(ringback.length);
    });
  });

  test('Scenario: the client speaks while it rings; the agent hears in which language, then what was said', async () => {
    const { calls, dialled, streams, requests, invitations, stream } = openSwitchboard();
    const client = stream('CAclient', calls.answer(clientCall));
    await expect.poll(() => dialled.length).toBe(1);
    for (const event of utterance('Bonjour tout le monde.')) {
      streams[0]?.say(event);
    }
    await expect.poll(() => calls.find('CAclient')?.clauses).toMatchObject([{ state: 'synthesizing' }]);
    const spoken = () => requests.map(({ text }) => text).filter((text) => /^es:|^Llamada/.test(text));
    expect(spoken()).toEqual([]);
    const notices = () => client.take().length;
    await expect.poll(notices).toBeGreaterThan(0);

    const agent = stream('CAagent1', invitations[0]);
    await hearRendition(agent);
    expect(spoken()[0]).toBe('Llamada en francés.');
    await expect
      .poll(() => {
        hearWhatCame(agent);
        return calls.find('CAclient');
      })
      .toMatchObject({
        clauses: [{ state: 'heard' }],
        // How long the telephone rang is no latency.
        directions: { clientToAgent: { clauses: { heard: 1, pending: 0 }, turnLatency: { count: 0 } } },
      });
    expect(spoken()).toEqual(['Llamada en francés.', 'es: Bonjour tout le monde.']);
  });

  test('Scenario: the client speaks, and the agent hears the translation', async () => {
    const switchboard = openSwitchboard();
    const { client, agent } = await switchboard.connectBoth();
    expect(switchboard.dialled).toMatchObject([{ to: '+34981000001', ringSeconds: 25 }]);
    expect(switchboard.streams.map(({ request }) => request.language)).toEqual(['multi', 'es']);
    client.inlet.send({ type: 'media', mulaw: new Uint8Array(640), timestampMs: 0 });
    expect(switchboard.streams[0]?.heardBytes).toBe(640);

    for (const event of utterance('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => agent.take()).toEqual(['160', 'mark 4', '1600', 'mark 5', '320', 'mark 6']);
    expect(switchboard.requests.at(-1)).toMatchObject({ text: 'es: Bonjour tout le monde.', language: 'es' });

    for (const name of ['4', '5', '6']) agent.inlet.send({ type: 'mark', name });
    const view = switchboard.calls.find('CAclient');
    expect(view).toMatchObject({
      callSid: 'CAclient',
      state: 'interpreting',
      client: { language: 'fr', languageSource: 'speech', isConnected: true },
      agent: { callSid: 'CAagent1', language: 'es', languageSource: 'configured', isConnected: true },
      directions: {
        clientToAgent: {
          hearing: 'listening',
          translation: 'idle',
          voice: 'silent',
          turnLatency: { count: 1 },
          clauses: { heard: 1, cut: 0, merged: 0, failed: 0, pending: 0 },
        },
      },
      clauses: [{ id: 'clause-1', direction: 'clientToAgent', state: 'heard' }],
    });
    expect(JSON.stringify(view)).not.toContain('Bonjour');
  });

  test('Scenario: a recognizer fails behind a clause; the next one hears who began to speak meanwhile, and no clause twice', async () => {
    const switchboard = openSwitchboard();
    const { client } = await switchboard.connectBoth();
    let atMs = 60_000;
    const speak = (durationMs: number) => {
      for (const endMs = atMs + durationMs; atMs < endMs; atMs += 20)
        client.inlet.send({ type: 'media', mulaw: new Uint8Array(160), timestampMs: atMs });
    };
    const heardMs = (stream: number) => (switchboard.streams[stream]?.heardBytes ?? 0) / 8;
    speak(1500);
    for (const event of utterance('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => switchboard.calls.find('CAclient')?.clauses.length).toBe(1);
    switchboard.streams[0]?.fail(new Error('gone'));
    await expect.poll(() => switchboard.streams[0]?.request.signal.aborted).toBe(true);
    speak(300);
    await expect.poll(() => switchboard.streams.length).toBe(3);
    // The clause was over after 1200 ms, give or take 150.
    expect(heardMs(2)).toBe(1500 - 1350 + 300);
    speak(20);
    expect(heardMs(2)).toBe(1500 - 1350 + 300 + 20);
    expect(heardMs(0)).toBe(1500);

    for (const event of utterance('Encore une chose.', { startMs: 100 })) switchboard.streams[2]?.say(event);
    await expect.poll(() => switchboard.requests.at(-1)?.text).toBe('es: Encore une chose.');

    speak(1500);
    switchboard.streams[2]?.fail(new Error('gone'));
    await expect.poll(() => switchboard.streams[2]?.request.signal.aborted).toBe(true);
    await expect.poll(() => switchboard.streams.length).toBe(4);
    // The last clause is far behind: what had come less than 600 ms before the failure may be an onset.
    expect(heardMs(3)).toBe(600);
  });

  test('Scenario: the client goes on, and what they are about to have said is being translated before it is settled', async () => {
    const asked: { text: string; context: readonly string[]; isAborted: () => boolean }[] = [];
    const switchboard = openSwitchboard({
      translate({ text, context, targetLanguage, signal }) {
        asked.push({ text, context, isAborted: () => signal.aborted });
        return `${targetLanguage}: ${text}`;
      },
    });
    const { client } = await switchboard.connectBoth();
    const hear = (events: readonly RecognizerEvent[]) => {
      for (const event of events) switchboard.streams[0]?.say(event);
    };
    client.inlet.send({ type: 'media', mulaw: new Uint8Array(160), timestampMs: 0 });

    hear(going('Le colis est arrivé hier mais'));
    await expect.poll(() => asked.map(({ text }) => text)).toEqual(['Le colis est arrivé hier']);
    const spoken = () =>
      switchboard.requests.map(({ text }) => text).filter((text) => text.startsWith('es: '));
    expect(spoken()).toEqual([]);

    hear(going('Le colis est arrivé hier mais il'));
    await expect.poll(spoken).toEqual(['es: Le colis est arrivé hier']);
    expect(asked).toHaveLength(1);

    hear(going('Le colis est arrivé hier mais il était ouvert dans'));
    await expect.poll(() => asked.at(-1)?.text).toBe('mais il était');
    expect(asked.at(-1)?.context).toEqual(['Le colis est arrivé hier']);
    hear(going('Le colis est arrivé hier mais ils étaient ouverts dans'));
    await expect.poll(() => asked.at(-1)?.text).toBe('mais ils étaient');
    expect(asked.slice(1).map(({ isAborted }) => isAborted())).toEqual([true, false]);

    hear(utterance('Le colis est arrivé hier mais ils étaient ouverts.'));
    await expect.poll(() => spoken().at(-1)).toBe('es: mais ils étaient ouverts.');
    expect(asked.slice(1, 3).map(({ isAborted }) => isAborted())).toEqual([true, true]);
    expect(asked).toHaveLength(4);
  });

  test('Scenario: the client goes on behind a clause, which is spoken faster; what was said before a pause is said as one', async () => {
    const switchboard = openSwitchboard({ hearsVoices: true });
    const { client, agent } = await switchboard.connectBoth();
    const voice = switchboard.voice.legs[0];
    const spoken = () => switchboard.requests.filter(({ text }) => text.startsWith('es: '));
    const hear = (text: string) => {
      for (const event of going(text)) switchboard.streams[0]?.say(event);
    };
    client.inlet.send({ type: 'media', mulaw: new Uint8Array(3000 * 8), timestampMs: 0 });
    voice?.tell({ type: 'started', positionMs: 0 });
    voice?.tell({ type: 'confirmed', positionMs: 130 });

    hear('Le colis est arrivé, et la');
    hear('Le colis est arrivé, et la boîte');
    await expect.poll(spoken).toMatchObject([{ text: 'es: Le colis est arrivé,', speed: 1.2 }]);
    await hearRendition(agent);

    voice?.tell({ type: 'paused', positionMs: 2900 });
    hear('Le colis est arrivé, et la boîte est cassée, hélas pour nous.');
    hear('Le colis est arrivé, et la boîte est cassée, hélas pour nous.');
    await expect
      .poll(() => spoken().at(-1))
      .toMatchObject({ text: 'es: et la boîte est cassée, hélas pour nous.', speed: 1 });
  });

  test('Scenario: what was asked for ahead failed, and the clause is asked for when it comes', async () => {
    let attempts = 0;
    const switchboard = openSwitchboard({
      translate({ text }) {
        attempts += 1;
        if (attempts === 1) throw new Error('The pen broke');
        return `es: ${text}`;
      },
    });
    await switchboard.connectBoth();
    for (const text of ['Le colis est arrivé hier mais', 'Le colis est arrivé hier mais il']) {
      for (const event of going(text)) switchboard.streams[0]?.say(event);
    }
    await expect
      .poll(() => switchboard.requests.map(({ text }) => text))
      .toContain('es: Le colis est arrivé hier');
    expect(attempts).toBe(2);
  });

  test('Scenario: a glossary’s terms are listened for, and asked for again where the translation has them not', async () => {
    const attempts: boolean[] = [];
    const switchboard = openSwitchboard({
      glossary: createGlossary([
        { forms: { fr: ['relevé de carrière'], es: ['vida laboral'] }, pronunciations: {} },
      ]),
      translate({ isSecondAttempt = false }) {
        attempts.push(isSecondAttempt);
        return isSecondAttempt ? 'Mi vida laboral, por favor.' : 'Mi historial, por favor.';
      },
    });
    await switchboard.connectBoth();
    expect(switchboard.streams.map(({ request }) => request.keyterms)).toEqual([
      ['relevé de carrière'],
      ['vida laboral'],
    ]);
    for (const event of utterance('Mon relevé de carrière.')) switchboard.streams[0]?.say(event);
    await expect
      .poll(() => switchboard.requests.map(({ text }) => text))
      .toContain('Mi vida laboral, por favor.');
    expect(attempts).toEqual([false, true]);
  });

  test.each([
    [true, 110, 'male'],
    [true, 220, 'female'],
    [false, 110, undefined],
  ])(
    'Scenario: the voice follows the speaker (%s) who speaks at %i Hz',
    async (voiceFollowsSpeaker, hertz, gender) => {
      const switchboard = openSwitchboard({ voiceFollowsSpeaker });
      const { agent } = await switchboard.connectBoth();
      const hum = encodeMulaw(
        Int16Array.from({ length: 16_000 }, (_, index) => 8000 * (((index * hertz) / 8000) % 1) - 4000),
      );
      for (let at = 0; at < hum.length; at += 160) {
        agent.inlet.send({ type: 'media', mulaw: hum.subarray(at, at + 160), timestampMs: at / 8 });
      }
      for (const event of utterance('Buenos días.')) switchboard.streams[1]?.say(event);
      await expect.poll(() => switchboard.requests.at(-1)?.text).toBe('Buenos días.');
      expect(switchboard.requests.at(-1)?.gender).toBe(gender);
    },
  );

  test('Scenario: nobody can interpret what the client speaks; they are told, and what they said is not', async () => {
    const switchboard = openSwitchboard({ uncovered: 'eu' });
    const { client } = await switchboard.connectBoth();
    client.take();
    const basque = [
      'Kaixo, egun on, mesedez, txanda eskatu nahi nuke.',
      'Noiz etor naiteke nire semearekin?',
    ];
    for (const event of basque.flatMap((clause) => utterance(clause, { language: 'eu' })))
      switchboard.streams[0]?.say(event);
    const notice = languageOf('fr')?.announcements.unsupportedLanguage ?? '';
    await expect.poll(() => switchboard.requests.map(({ text }) => text)).toContain(notice);
    await expect.poll(() => client.take()).not.toEqual([]);
    expect(switchboard.requests.filter(({ text }) => text.includes('Noiz'))).toEqual([]);
    expect(switchboard.calls.find('CAclient')).toMatchObject({ client: { language: 'fr' } });
  });

  test('Scenario: a French number, an English speaker; two German words change nothing, a request does', async () => {
    const switchboard = openSwitchboard();
    await switchboard.connectBoth();
    const language = () => switchboard.calls.find('CAclient')?.client.language;
    const say = (text: string, tag: string, startMs: number) => {
      for (const event of utterance(text, { language: tag, startMs })) switchboard.streams[0]?.say(event);
    };
    expect(language()).toBe('fr');
    say('Good morning, I would like to make an appointment with the doctor.', 'en', 0);
    await expect.poll(language).toBe('en');
    say('Guten Morgen.', 'de', 5000);
    await expect.poll(() => switchboard.requests.at(-1)?.text).toMatch(/Guten Morgen/);
    expect(language()).toBe('en');
    say('Können wir bitte Deutsch sprechen?', 'de', 8000);
    await expect.poll(language).toBe('de');
  });

  test('Scenario: nobody can interpret what the number suggests; the language of the agents is presumed', () => {
    const switchboard = openSwitchboard({ uncovered: 'fr' });
    switchboard.calls.answer(clientCall);
    expect(switchboard.calls.find('CAclient')).toMatchObject({ client: { language: 'es' } });
  });

  test('Scenario: the agent talks over the rendition; both hang up, and nothing is left of the call', async () => {
    const switchboard = openSwitchboard();
    const { client, agent } = await switchboard.connectBoth();
    for (const event of utterance('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => agent.take()).toContain('mark 4');
    switchboard.voice.legs[1]?.tell({ type: 'started', positionMs: 0 });
    switchboard.voice.legs[1]?.tell({ type: 'confirmed', positionMs: 128 });
    expect(agent.take()).toEqual(['clear']);
    expect(switchboard.calls.find('CAclient')?.directions.clientToAgent.voice).toBe('bargedIn');

    client.inlet.send({ type: 'stop' });
    await expect.poll(() => switchboard.calls.activeCount).toBe(0);
    expect(switchboard.hungUp.toSorted()).toEqual(['CAagent1', 'CAclient']);
    expect(agent.take()).toEqual(['close']);
    expect(switchboard.voice.legs.map(({ isOpen }) => isOpen)).toEqual([false, false]);
    expect(switchboard.calls.find('CAclient')).toBeUndefined();
    expect(switchboard.calls.end('CAclient')).toBe(false);
  });

  test('a token lets one stream in, once, and only of the telephone that it was made for', () => {
    const { calls } = openSwitchboard();
    const invitation = calls.answer(clientCall);
    if (typeof invitation !== 'object') throw new Error(invitation);
    const { parameters } = invitation;
    expect(calls.admit({ callSid: 'CAother', streamSid: 'MZ1', parameters })).toBeUndefined();
    const again = calls.answer(clientCall);
    if (typeof again !== 'object') throw new Error(again);
    expect(calls.admit({ callSid: 'CAclient', streamSid: 'MZ1', parameters })).toBeUndefined();
    expect(
      calls.admit({ callSid: 'CAclient', streamSid: 'MZ1', parameters: again.parameters }),
    ).toBeDefined();
    expect(
      calls.admit({ callSid: 'CAclient', streamSid: 'MZ2', parameters: again.parameters }),
    ).toBeUndefined();
    expect(calls.admit({ callSid: 'CAclient', streamSid: 'MZ3', parameters: {} })).toBeUndefined();
  });

  test('Scenario: a proxy has chosen this process by a key, which all URLs of the call carry', async () => {
    const switchboard = openSwitchboard();
    const routingKey = 'key-of-the-call';
    const invitation = switchboard.calls.answer({ ...clientCall, routingKey });
    expect(invitation).toMatchObject({ path: '/ws/media-stream/key-of-the-call/CAclient', routingKey });
    switchboard.stream('CAclient', invitation);
    await expect.poll(() => switchboard.dialled).toMatchObject([{ routingKey }]);
    expect(switchboard.invitations).toMatchObject([{ path: '/ws/media-stream/key-of-the-call/CAclient' }]);
  });

  test('over capacity the answer is busy; a call that was taken already is not counted twice', () => {
    const { calls } = openSwitchboard({ maxConcurrent: 1 });
    expect(calls.answer(clientCall)).not.toBe('busy');
    expect(calls.answer(clientCall)).not.toBe('busy');
    expect(calls.answer({ ...clientCall, callSid: 'CAsecond' })).toBe('busy');
    expect(calls.activeCount).toBe(1);
  });

  test('Scenario: a webhook is asked again before its stream, and replayed beside the stream and after the call', async () => {
    const switchboard = openSwitchboard();
    expect(switchboard.calls.answer(clientCall)).toMatchObject({ path: '/ws/media-stream/CAclient' });
    const { inlet } = switchboard.stream('CAclient', switchboard.calls.answer(clientCall));
    expect(switchboard.calls.answer(clientCall)).toBe('replayed');
    inlet.send({ type: 'stop' });
    await expect.poll(() => switchboard.calls.activeCount).toBe(0);
    const rung = switchboard.dialled.length;
    expect(switchboard.calls.answer(clientCall)).toBe('replayed');
    expect(switchboard.calls.activeCount).toBe(0);
    expect(switchboard.dialled.length).toBe(rung);
  });

  test('Scenario: a stream breaks off, comes back with a new invitation, and the old one has no say', async () => {
    const switchboard = openSwitchboard();
    const { client } = await switchboard.connectBoth();
    client.inlet.send({ type: 'closed', code: 1006 });
    expect(switchboard.calls.find('CAclient')?.state).toBe('lost');
    const again = switchboard.stream('CAclient', switchboard.calls.resume('CAclient'));
    expect(switchboard.calls.find('CAclient')?.state).toBe('interpreting');
    again.inlet.send({ type: 'media', mulaw: new Uint8Array(640), timestampMs: 0 });
    expect(switchboard.streams.at(-1)?.heardBytes).toBe(640);
  });

  test('Scenario: a telephone is barred: with its stream gone it waits for the end of its call, and gets no other', async () => {
    const switchboard = openSwitchboard();
    const { calls, invitations } = switchboard;
    const { client } = await switchboard.connectBoth();
    const before = calls.resume('CAclient');
    client.inlet.bar();
    client.inlet.send({ type: 'closed', code: 1008 });
    expect(calls.find('CAclient')?.state).toBe('lost');
    expect(calls.resume('CAclient')).toBe('barred');
    expect(() => switchboard.stream('CAclient', before)).toThrow('not admitted');
    expect(calls.resume('CAagent1')).toMatchObject({ path: invitations[0]?.path });
  });

  test('Scenario: the telephone of the agent is busy, and the client is told before the call ends', async () => {
    const switchboard = openSwitchboard();
    const client = switchboard.stream('CAclient', switchboard.calls.answer(clientCall));
    await expect.poll(() => switchboard.dialled.length).toBe(1);
    switchboard.calls.telephoneStatusChanged('CAagent1', 'busy');
    await expect.poll(() => switchboard.calls.find('CAclient')?.state).toBe('failed');
    await expect
      .poll(() => switchboard.requests.map(({ text }) => text))
      .toContainEqual(expect.stringMatching(/^Nous sommes désolés/));
    const marks = () => client.take().filter((word) => word.startsWith('mark '));
    await expect
      .poll(() => {
        for (const mark of marks()) client.inlet.send({ type: 'mark', name: mark.slice('mark '.length) });
        return switchboard.calls.activeCount;
      })
      .toBe(0);
    expect(switchboard.calls.resume('CAclient')).toBe('ended');
  });

  test('Scenario: a machine answers for the agent; it is hung up, and the next telephone rings', async () => {
    const switchboard = openSwitchboard({ agentNumbers: ['+34981000001', '+34981000002'] });
    const { agent } = await switchboard.connectBoth();
    switchboard.calls.answeredBy('CAagent1', 'machine_start');
    expect(agent.take().at(-1)).toBe('close');
    expect(switchboard.hungUp).toEqual(['CAagent1']);
    await expect
      .poll(() => switchboard.dialled.map(({ to }) => to))
      .toEqual(['+34981000001', '+34981000002']);
    switchboard.stream('CAagent2', switchboard.invitations[1]);
    expect(switchboard.calls.find('CAclient')).toMatchObject({
      state: 'interpreting',
      agent: { callSid: 'CAagent2', isConnected: true },
    });
  });

  test('Scenario: an observer is told of a call from its beginning to its end; one that breaks harms nothing', async () => {
    const told: unknown[] = [];
    const broken = () => {
      throw new Error('broken');
    };
    const switchboard = openSwitchboard({
      translate({ text, targetLanguage, onProvider }) {
        for (const name of ['first-pen', 'second-pen']) onProvider?.(name);
        return `${targetLanguage}: ${text}`;
      },
      observers: [
        { callStarted: broken, callReported: broken, callEnded: broken },
        {
          callStarted: (call) => told.push({ started: call }),
          callReported: (callSid, report) =>
            told.push({
              callSid,
              reported: report.type,
              ...(report.type === 'clause.ended' && { providers: report.providers }),
            }),
          callEnded: (call) => told.push({ ended: call }),
        },
      ],
    });
    const { client, agent } = await switchboard.connectBoth();
    for (const event of utterance('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => agent.take()).toContain('mark 6');
    for (const name of ['4', '5', '6']) agent.inlet.send({ type: 'mark', name });
    client.inlet.send({ type: 'stop' });
    await expect.poll(() => switchboard.calls.activeCount).toBe(0);
    expect(told).toEqual([
      {
        started: {
          callSid: 'CAclient',
          startedAt: expect.any(Date) as Date,
          providers: { recognizer: 'fake-ear', translator: 'fake-pen', synthesizer: 'fake-mouth' },
        },
      },
      {
        callSid: 'CAclient',
        reported: 'clause.ended',
        providers: { recognizer: 'fake-ear', translator: 'second-pen', synthesizer: 'fake-mouth' },
      },
      { callSid: 'CAclient', reported: 'turn.heard' },
      {
        ended: expect.objectContaining({
          callSid: 'CAclient',
          outcome: 'clientHungUp',
          legs: {
            client: {
              callSid: 'CAclient',
              number: '+33142685300',
              language: 'fr',
              languageSource: 'speech',
              connectedMs: expect.any(Number) as number,
            },
            agent: {
              callSid: 'CAagent1',
              number: '+34981000001',
              language: 'es',
              languageSource: 'configured',
              connectedMs: expect.any(Number) as number,
            },
          },
          clauses: {
            clientToAgent: { heard: 1, cut: 0, merged: 0, failed: 0 },
            agentToClient: { heard: 0, cut: 0, merged: 0, failed: 0 },
          },
        }) as unknown,
      },
    ]);
  });

  test('closing ends every call and takes no new ones', async () => {
    const switchboard = openSwitchboard();
    const { client, agent } = await switchboard.connectBoth();
    const closed = switchboard.calls.close(0);
    expect(switchboard.calls.answer({ ...clientCall, callSid: 'CAnext' })).toBe('busy');
    await expect.poll(() => switchboard.calls.find('CAclient')?.state).toBe('closing');
    await hearOut([client, agent]);
    await closed;
    expect(switchboard.requests.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Nous sommes désolés/),
        expect.stringMatching(/^Lo sentimos/),
      ]),
    );
    expect(switchboard.calls.activeCount).toBe(0);
    expect(switchboard.hungUp.toSorted()).toEqual(['CAagent1', 'CAclient']);
  });

  test('Scenario: the service closes, and a call that ends by itself in time is not told', async () => {
    const switchboard = openSwitchboard();
    const { client } = await switchboard.connectBoth();
    const ended: string[] = [];
    switchboard.calls.onEnded((callSid) => ended.push(callSid));
    const closed = switchboard.calls.close(60_000);
    expect(switchboard.calls.find('CAclient')?.state).toBe('interpreting');
    client.inlet.send({ type: 'stop' });
    await closed;
    expect(ended).toEqual(['CAclient']);
    expect(switchboard.requests.map(({ text }) => text)).not.toContainEqual(
      expect.stringMatching(/^Lo sentimos/),
    );
  });
});

type ConnectedLeg = ReturnType<ReturnType<typeof openSwitchboard>['stream']>;

/** Both telephones hear whatever they are sent, until they are sent nothing more but the end. */
async function hearOut(legs: readonly ConnectedLeg[]) {
  const open = new Set(legs);
  await expect
    .poll(() => {
      for (const leg of open) {
        for (const word of leg.take()) {
          if (word === 'close') open.delete(leg);
          if (word.startsWith('mark ')) leg.inlet.send({ type: 'mark', name: word.slice('mark '.length) });
        }
      }
      return open.size;
    })
    .toBe(0);
}
