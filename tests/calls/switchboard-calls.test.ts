import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createAnnouncements } from '../../src/actors/announcements.js';
import type { StreamInvitation } from '../../src/calls/calls.js';
import { createCalls } from '../../src/calls/switchboard-calls.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { fakeLine } from '../support/fake-line.js';
import { fakeRecognizer, fakeSynthesizer, fakeTranslator } from '../support/fake-providers.js';
import { fakeTelephone } from '../support/fake-telephone.js';
import { fakeVoiceActivity } from '../support/fake-voice-activity.js';

const clientCall = {
  callSid: 'CAclient',
  from: '+33142685300',
  to: '+34981000000',
  requestId: 'request-1',
};

function openSwitchboard(settings: { maxConcurrent?: number; agentNumbers?: string[] } = {}) {
  const { telephone, dialled, hungUp } = fakeTelephone();
  const { recognizer, streams } = fakeRecognizer();
  const { synthesizer, requests } = fakeSynthesizer();
  const voice = fakeVoiceActivity();
  const invitations: StreamInvitation[] = [];
  const calls = createCalls({
    settings: {
      agentNumbers: settings.agentNumbers ?? ['+34981000001'],
      agentLanguage: 'es',
      interpretingMode: 'simultaneous',
      confidenceThreshold: 0.5,
      originalVoice: { isHeard: false, duckedDb: -18, betweenDb: 0 },
      bypassSameLanguage: false,
      maxConcurrent: settings.maxConcurrent ?? 2,
    },
    telephone,
    streamTwiml(invitation) {
      invitations.push(invitation);
      return '<Response/>';
    },
    recognizer,
    interpretingMode: 'simultaneous',
    confidenceThreshold: 0.5,
    translator: fakeTranslator(),
    synthesizer,
    announcements: createAnnouncements(synthesizer, 'es'),
    voiceActivity: voice.voiceActivity,
    warmConnections: () => undefined,
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
      return { client, agent };
    },
  };
}

function said(text: string): RecognizerEvent[] {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: index * 300,
    endMs: (index + 1) * 300,
    confidence: 0.9,
  }));
  const endMs = words.length * 300;
  return [
    { type: 'hypothesis', isFinal: true, text, words, confidence: 0.9, languages: ['fr'], startMs: 0, endMs },
    { type: 'utterance.ended', endMs },
  ];
}

describe('calls', () => {
  test('Scenario: the client speaks, and the agent hears the translation', async () => {
    const switchboard = openSwitchboard();
    const { client, agent } = await switchboard.connectBoth();
    expect(switchboard.dialled).toMatchObject([{ to: '+34981000001', ringSeconds: 25 }]);
    expect(switchboard.streams.map(({ request }) => request.language)).toEqual(['multi', 'es']);
    client.inlet.send({ type: 'media', mulaw: new Uint8Array(160), timestampMs: 0 });
    expect(switchboard.streams[0]?.heardBytes).toBe(160);

    for (const event of said('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => agent.take()).toEqual(['160', 'mark 1', '1600', 'mark 2', '320', 'mark 3']);
    expect(switchboard.requests.at(-1)).toMatchObject({ text: 'es: Bonjour tout le monde.', language: 'es' });

    for (const name of ['1', '2', '3']) agent.inlet.send({ type: 'mark', name });
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

  test('Scenario: the agent talks over the rendition; both hang up, and nothing is left of the call', async () => {
    const switchboard = openSwitchboard();
    const { client, agent } = await switchboard.connectBoth();
    for (const event of said('Bonjour tout le monde.')) switchboard.streams[0]?.say(event);
    await expect.poll(() => agent.take()).toContain('mark 1');
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
    if (invitation === 'busy') throw new Error('busy');
    const { parameters } = invitation;
    expect(calls.admit({ callSid: 'CAother', streamSid: 'MZ1', parameters })).toBeUndefined();
    const again = calls.answer(clientCall);
    if (again === 'busy') throw new Error('busy');
    expect(calls.admit({ callSid: 'CAclient', streamSid: 'MZ1', parameters })).toBeUndefined();
    expect(
      calls.admit({ callSid: 'CAclient', streamSid: 'MZ1', parameters: again.parameters }),
    ).toBeDefined();
    expect(
      calls.admit({ callSid: 'CAclient', streamSid: 'MZ2', parameters: again.parameters }),
    ).toBeUndefined();
    expect(calls.admit({ callSid: 'CAclient', streamSid: 'MZ3', parameters: {} })).toBeUndefined();
  });

  test('over capacity the answer is busy; a call that was taken already is not counted twice', () => {
    const { calls } = openSwitchboard({ maxConcurrent: 1 });
    expect(calls.answer(clientCall)).not.toBe('busy');
    expect(calls.answer(clientCall)).not.toBe('busy');
    expect(calls.answer({ ...clientCall, callSid: 'CAsecond' })).toBe('busy');
    expect(calls.activeCount).toBe(1);
  });

  test('Scenario: a stream breaks off, comes back with a new invitation, and the old one has no say', async () => {
    const switchboard = openSwitchboard();
    const { client } = await switchboard.connectBoth();
    client.inlet.send({ type: 'closed', code: 1006 });
    expect(switchboard.calls.find('CAclient')?.state).toBe('lost');
    const again = switchboard.stream('CAclient', switchboard.calls.resume('CAclient'));
    expect(switchboard.calls.find('CAclient')?.state).toBe('interpreting');
    again.inlet.send({ type: 'media', mulaw: new Uint8Array(160), timestampMs: 0 });
    expect(switchboard.streams.at(-1)?.heardBytes).toBe(160);
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

  test('closing ends every call and takes no new ones', async () => {
    const switchboard = openSwitchboard();
    await switchboard.connectBoth();
    await switchboard.calls.close();
    expect(switchboard.calls.activeCount).toBe(0);
    expect(switchboard.hungUp.toSorted()).toEqual(['CAagent1', 'CAclient']);
    expect(switchboard.calls.answer({ ...clientCall, callSid: 'CAnext' })).toBe('busy');
  });
});
