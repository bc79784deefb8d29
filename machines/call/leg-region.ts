import { stateIn } from 'xstate';
import { otherParty, type Party } from './call-events.js';
import { callSetup } from './call-setup.js';

/**
 * One telephone line of the call: awaited, connected, lost for a moment, or gone. While it is connected the party's
 * words are taken down; a recognizer that fails is started again.
 */
export function legRegion(party: Party) {
  const ofParty = { type: 'isOf', params: { party } } as const;
  const noteGone = {
    type: 'noteEnd',
    params: { reason: party === 'client' ? 'clientLost' : 'agentLost' },
  } as const;

  return callSetup.createStateConfig({
    initial: 'awaited',
    states: {
      awaited: {
        on: { 'leg.connected': { guard: ofParty, target: 'connected' } },
      },
      connected: {
        id: `${party}Connected`,
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
                ...(context.languageSources[party] === 'speech' && {
                  identifiedLanguage: context.languages[party],
                }),
              }),
              onError: { target: 'unheard', actions: 'reportCrash' },
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
        on: {
          'leg.connected': { guard: ofParty, target: 'connected' },
          'leg.unreachable': { guard: ofParty, target: 'awaited' },
        },
        after: {
          legGrace: [
            { guard: stateIn(`#${otherParty(party)}Connected`), target: 'gone', actions: noteGone },
            { target: '#call.ending', actions: noteGone },
          ],
        },
      },
      /** The other party is still there, and is to be told. */
      gone: {},
    },
  });
}
