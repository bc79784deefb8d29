import { createGlossary } from '../../src/interpreting/glossary.js';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { createAnnouncements } from '../../src/actors/announcements.js';
import type { StreamInvitation } from '../../src/calls/calls.js';
import { createCalls, type CallsOptions } from '../../src/calls/switchboard-calls.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { atOnce } from './fake-beat.js';
import { fakeLine } from './fake-line.js';
import { hearRendition } from './hear-rendition.js';
import { fakeRecognizer, fakeSynthesizer, fakeTranslator } from './fake-providers.js';
import { fakeTelephone } from './fake-telephone.js';
import { fakeVoiceActivity } from './fake-voice-activity.js';

export const clientNumber = '+33142685300';
export const agentNumber = '+34981000001';

/** The calls of a process, real but for their telephones and providers. They are closed when the test is over. */
export function liveCalls(options: Partial<CallsOptions> = {}) {
  const { telephone, dialled } = fakeTelephone();
  const { recognizer, streams } = fakeRecognizer();
  const { synthesizer } = fakeSynthesizer();
  const invitations: StreamInvitation[] = [];
  const metrics = createMetrics();
  const calls = createCalls({
    settings: {
      agentNumbers: [agentNumber],
      agentLanguage: 'es',
      interpretingMode: 'simultaneous',
      confidenceThreshold: 0.5,
      languageThreshold: 0.8,
      languageHints: [],
      originalVoice: { isHeard: false, duckedDb: -18, betweenDb: 0 },
      voiceFollowsSpeaker: false,
      bypassSameLanguage: false,
      maxConcurrent: 2,
    },
    telephone,
    streamTwiml(invitation) {
      invitations.push(invitation);
      return '<Response/>';
    },
    recognizer,
    translator: fakeTranslator(),
    synthesizer,
    announcements: createAnnouncements(synthesizer, 'es'),
    atNextBeat: atOnce,
    voiceActivity: fakeVoiceActivity().voiceActivity,
    observers: [],
    isCovered: () => true,
    glossary: createGlossary([]),
    warmConnections: () => undefined,
    metrics,
    log: pino({ level: 'silent' }),
    ...options,
  });
  /** Nobody is there to hear that the service goes away: the calls are ended before it does. */
  async function close() {
    for (const { callSid } of calls.list()) calls.end(callSid);
    await calls.close(0);
  }
  onTestFinished(close);

  function stream(callSid: string, invitation: ReturnType<typeof calls.answer> | undefined) {
    if (typeof invitation !== 'object') throw new Error('no invitation');
    const inlet = calls.admit({ callSid, streamSid: `MZ${callSid}`, parameters: invitation.parameters });
    if (inlet === undefined) throw new Error('not admitted');
    const { line, take } = fakeLine();
    inlet.send({ type: 'start', line, streamSid: `MZ${callSid}` });
    return { inlet, take };
  }

  return {
    calls,
    metrics,
    close,
    /** A call up to the moment when both are connected and the agent knows what call it is. */
    connect: async () => {
      const invitation = calls.answer({
        callSid: 'CAclient',
        from: clientNumber,
        to: '+34981000000',
        requestId: 'request-1',
      });
      const client = stream('CAclient', invitation);
      await expect.poll(() => dialled.length).toBe(1);
      const agent = stream('CAagent1', invitations[0]);
      await hearRendition(agent);
      /** A party says something in French, so late in the stream of its recognizer. */
      const say = (party: 'client' | 'agent', text: string, atMs = 0) => {
        for (const event of utterance(text, { startMs: atMs }))
          streams[party === 'client' ? 0 : 1]?.say(event);
      };
      /** The client says something in French, and the agent hears all of its translation. */
      const interpret = async (text: string) => {
        say('client', text);
        await hearRendition(agent);
      };
      return { client, agent, say, interpret };
    },
  };
}

/** What a recognizer makes of an utterance of one clause that begins there in its stream. */
export function utterance(text: string, { language = 'fr', startMs = 0 } = {}): RecognizerEvent[] {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + index * 300,
    endMs: startMs + (index + 1) * 300,
    confidence: 0.9,
  }));
  const endMs = startMs + words.length * 300;
  return [
    {
      type: 'hypothesis',
      isFinal: true,
      text,
      words,
      confidence: 0.9,
      languages: [language],
      startMs,
      endMs,
    },
    { type: 'utterance.ended', endMs },
  ];
}
