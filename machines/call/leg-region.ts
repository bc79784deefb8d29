import { callSetup } from './call-setup.js';
import type { Party } from './call-events.js';

/**
 * One telephone line of the call: awaited, connected, lost for a moment, or gone. While it is connected the party's
 * words are taken down; a recognizer that fails is started again.
 */
export function legRegion(party: Party) {
  const ofParty = { type: 'isOf', params: { party } } as const;
  const goneReason = party === 'client' ? 'clientLost' : 'agentLost';

  return callSetup.createStateConfig({
    initial: 'awaited',
    states: {
      awaited: {
        on: { 'leg.connected': { guard: ofParty, target: 'connected' } },
      },
      connected: {
        on: {
          'leg.lost': { guard: ofParty, target: 'lost' },
          'leg.unreachable': { guard: ofParty, target: 'awaited' },
        },
        initial: 'transcribed',
        states: {
          transcribed: {
            invoke: {
              src: 'transcriber',
              input: ({ context }) => ({
                callSid: context.callSid,
                party,
                language:
                  context.languageSources[party] === 'configured' ? context.languages[party] : 'multi',
                presumedLanguage: context.languages[party],
              }),
              onError: { target: 'unheard' },
            },
            on: {
              'recognition.failed': { guard: ofParty, target: 'unheard', actions: 'reportRecognizerLost' },
            },
          },
          /** The recognizer is gone; the next one is due. */
          unheard: {
            after: { recognizerRetryDelay: { target: 'transcribed' } },
          },
        },
      },
      lost: {
        on: { 'leg.connected': { guard: ofParty, target: 'connected' } },
        after: {
          legGrace: { target: '#call.ending', actions: { type: 'noteEnd', params: { reason: goneReason } } },
        },
      },
    },
  });
}
