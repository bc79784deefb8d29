import { and, not, or, stateIn } from 'xstate';
import { callSetup } from './call-setup.js';
import { directionFrom, otherParty, type Party } from './call-events.js';

/**
 * Interpreting from one party to the other. Parallel in itself, because a person goes on talking while the last
 * clause is still being spoken. Both directions come from here: events carry `party`, so that one
 * `speech.started` means transcribing in one region and an interruption in the other.
 */
export function directionRegion(speaker: Party) {
  const listener = otherParty(speaker);
  const direction = directionFrom(speaker);
  const bySpeaker = { type: 'isOf', params: { party: speaker } } as const;
  const byListener = { type: 'isOf', params: { party: listener } } as const;
  const isTranslating = { type: 'isTranslating', params: { direction } } as const;
  const isSpeaking = { type: 'isSpeaking', params: { direction } } as const;
  const isAwaited = { type: 'isAwaited', params: { direction } } as const;
  const askToRepeat = { type: 'announce', params: { party: speaker, phrase: 'repeat' } } as const;
  const comfort = { type: 'announce', params: { party: listener, phrase: 'wait' } } as const;
  const courtesy = listener === 'client' ? 'courtesyToClient' : 'courtesyToAgent';
  const listening = `#${direction}Listening`;
  const silent = `#${direction}Silent`;
  const undisturbed = `#${direction}Undisturbed`;
  const bargedIn = `#${direction}BargedIn`;
  const waiting = `#${direction}Waiting`;
  const yielded = `#${direction}Yielded`;
  const tolerating = `#${direction}Tolerating`;
  const resuming = `#${direction}Resuming`;
  /** By voice activity detection: recognizing them has its own ends. */
  const isListenerTalking = or([
    stateIn(`#${directionFrom(listener)}Open`),
    stateIn(`#${directionFrom(listener)}Settled`),
  ]);
  const inDirection = { type: 'isIn', params: { direction } } as const;
  const isBackchannel = { type: 'means', params: { party: listener, meaning: 'backchannel' } } as const;
  const isInterruption = { type: 'means', params: { party: listener, meaning: 'interruption' } } as const;
  const isSomethingElse = { type: 'means', params: { party: listener, meaning: 'other' } } as const;
  const isNoBackchannel = or([isInterruption, isSomethingElse]);
  const noteInterruption = { type: 'noteInterruption', params: { direction } } as const;
  const noteInterruptionEnd = { type: 'noteInterruptionEnd', params: { direction } } as const;
  const noteSaidMeanwhile = { type: 'noteSaidMeanwhile', params: { direction } } as const;
  const reportInterruption = { type: 'reportInterruption', params: { direction } } as const;
  const cutRenditions = { type: 'cutRenditions', params: { direction } } as const;
  const reportResumption = { type: 'reportResumption', params: { direction } } as const;

  return callSetup.createStateConfig({
    type: 'parallel',
    states: {
      hearing: {
        initial: 'listening',
        on: { 'utterance.ended': { guard: bySpeaker, actions: 'noteTurn' } },
        states: {
          listening: {
            id: `${direction}Listening`,
            on: { 'speech.started': { guard: bySpeaker, target: 'transcribing' } },
          },
          /** Speech and its text end in either order: the speaker's pause is heard by two ears. */
          transcribing: {
            on: { 'speech.misfired': { guard: bySpeaker, target: listening } },
            initial: 'open',
            states: {
              open: {
                id: `${direction}Open`,
                on: {
                  'speech.ended': { guard: bySpeaker, target: 'paused' },
                  'utterance.ended': { guard: bySpeaker, target: 'settled', actions: 'noteTurn' },
                  'recognition.failed': { guard: bySpeaker, target: 'settled', actions: askToRepeat },
                },
                initial: 'flowing',
                states: {
                  flowing: { on: { 'speech.paused': { guard: bySpeaker, target: 'pausing' } } },
                  /**
                   * They may have finished. What could begin now would keep their last words waiting, which are about to
                   * be recognized: both are said as one.
                   */
                  pausing: {
                    id: `${direction}Pausing`,
                    invoke: {
                      src: 'gatherer',
                      input: ({ context }) => ({ callSid: context.callSid, party: listener }),
                      onError: { target: 'flowing', actions: 'reportCrash' },
                    },
                    on: { 'speech.resumed': { guard: bySpeaker, target: 'flowing' } },
                    after: { lastWordsDelay: { target: 'flowing' } },
                  },
                },
              },
              paused: {
                on: {
                  'speech.started': { guard: bySpeaker, target: 'open' },
                  'utterance.ended': { guard: bySpeaker, target: listening, actions: 'noteTurn' },
                  'recognition.failed': { guard: bySpeaker, target: listening, actions: askToRepeat },
                },
                after: { transcriptTimeout: { target: listening } },
              },
              /** All of its text is known, or will never be, as long as they do not go on. */
              settled: {
                id: `${direction}Settled`,
                on: {
                  'speech.ended': { guard: bySpeaker, target: listening },
                  'speech.resumed': { guard: bySpeaker, target: 'open' },
                  // They went on while it was being recognized.
                  'speech.paused': { guard: bySpeaker, target: `#${direction}Pausing` },
                  'clause.committed': { guard: bySpeaker, target: 'open' },
                  'recognition.failed': { guard: bySpeaker, actions: askToRepeat },
                },
                after: { transcriptTimeout: { target: listening } },
              },
            },
          },
        },
      },
      translation: {
        initial: 'idle',
        on: {
          'clause.committed': {
            guard: bySpeaker,
            actions: { type: 'interpretClause', params: { isEarly: false } },
          },
        },
        states: {
          idle: { always: { guard: isTranslating, target: 'translating' } },
          translating: { always: { guard: not(isTranslating), target: 'idle' } },
        },
      },
      voice: {
        initial: 'silent',
        states: {
          silent: {
            id: `${direction}Silent`,
            always: { guard: isSpeaking, target: 'speaking' },
            on: {
              'speech.confirmed': { guard: byListener, target: '.yielding' },
              'speech.resumed': { guard: byListener, target: '.yielding' },
            },
            initial: 'content',
            states: {
              content: { always: { guard: isAwaited, target: 'awaited' } },
              /** The listener is talking: what could begin now waits for them to pause, but not for long. */
              yielding: {
                invoke: {
                  src: 'usher',
                  input: ({ context }) => ({ callSid: context.callSid, party: listener }),
                  onError: { target: 'content', actions: 'reportCrash' },
                },
                on: {
                  'speech.paused': { guard: byListener, target: 'content' },
                },
                after: { [courtesy]: { target: 'content' } },
              },
              /** A rendition is on its way: if it takes long, the listener is let know. */
              awaited: {
                always: { guard: not(isAwaited), target: 'content' },
                after: { comfortDelay: { target: 'awaited', reenter: true, actions: comfort } },
              },
            },
          },
          /** A listener who was already talking when the rendition began is not interrupting it. */
          speaking: {
            always: { guard: not(isSpeaking), target: 'silent' },
            initial: 'undisturbed',
            states: {
              undisturbed: {
                id: `${direction}Undisturbed`,
                on: {
                  'speech.started': { guard: byListener, target: 'contested' },
                  // The words of a short interruption may come when it was already taken for a cough.
                  'words.heard': [
                    { guard: and([isInterruption, isListenerTalking]), target: yielded },
                    { guard: isInterruption, target: waiting },
                  ],
                },
              },
              /** The listener makes a sound: a cough, or the beginning of more. */
              contested: {
                on: {
                  'speech.misfired': { guard: byListener, target: 'undisturbed' },
                  'speech.confirmed': { guard: byListener, target: bargedIn },
                  // The words are of a sound before this one: "yes, ... sure" is one backchannel.
                  'words.heard': [
                    { guard: isInterruption, target: yielded },
                    { guard: isBackchannel, target: 'tolerating' },
                  ],
                },
              },
              /** They showed that they follow, and may go on: more words may yet ask for the floor. */
              tolerating: {
                id: `${direction}Tolerating`,
                on: {
                  'speech.ended': { guard: byListener, target: 'tolerating', reenter: true },
                  'speech.misfired': { guard: byListener, target: 'tolerating', reenter: true },
                  'words.heard': [
                    { guard: and([isNoBackchannel, isListenerTalking]), target: yielded },
                    { guard: isNoBackchannel, target: waiting },
                  ],
                },
                after: { secondWordPause: { guard: not(isListenerTalking), target: 'undisturbed' } },
              },
            },
          },
          /** The listener talks: the rendition is held back, and taken up again once it is known how. */
          bargedIn: {
            id: `${direction}BargedIn`,
            entry: noteInterruption,
            invoke: {
              src: 'silencer',
              id: `${direction}Silencer`,
              input: ({ context }) => ({ callSid: context.callSid, party: listener }),
              onError: { target: silent, actions: 'reportCrash' },
            },
            on: { 'clause.committed': { actions: noteSaidMeanwhile } },
            initial: 'deciding',
            states: {
              /** Whether they want the floor. */
              deciding: {
                on: {
                  'words.heard': [
                    { guard: isNoBackchannel, target: 'yielded' },
                    { guard: isBackchannel, target: '.following' },
                  ],
                },
                after: {
                  lastWordDelay: [
                    {
                      guard: or([stateIn(`#${direction}Following`), stateIn(`#${direction}Halting`)]),
                      target: tolerating,
                      actions: reportResumption,
                    },
                    { target: undisturbed, actions: reportResumption },
                  ],
                },
                initial: 'talking',
                states: {
                  talking: {
                    on: { 'speech.paused': { guard: byListener, target: 'quiet' } },
                    after: { decisionDelay: { target: yielded } },
                  },
                  /** Over, it seems, and its words are not known yet. */
                  quiet: {
                    on: {
                      'speech.resumed': { guard: byListener, target: 'halting' },
                      'speech.confirmed': { guard: byListener, target: 'halting' },
                      'words.heard': [
                        { guard: isNoBackchannel, target: waiting },
                        { guard: isBackchannel, target: tolerating, actions: reportResumption },
                      ],
                    },
                  },
                  /** In short words, as who says "right, ... okay": the floor is theirs when one of them asks for it. */
                  halting: {
                    id: `${direction}Halting`,
                    on: { 'speech.paused': { guard: byListener, target: 'quiet' } },
                  },
                  /** They only show that they follow. They may go on: "yes, ... sure". */
                  following: {
                    id: `${direction}Following`,
                    on: {
                      'speech.paused': {
                        guard: byListener,
                        target: tolerating,
                        actions: reportResumption,
                      },
                    },
                    after: { followingDelay: { target: tolerating, actions: reportResumption } },
                  },
                },
              },
              /** They have the floor; what they did not hear waits until they have finished. */
              yielded: {
                id: `${direction}Yielded`,
                entry: [reportInterruption, cutRenditions],
                after: { floorTimeout: { target: 'resuming' } },
                initial: 'attending',
                states: {
                  attending: {
                    on: {
                      'speech.ended': { guard: byListener, target: 'waiting', actions: noteInterruptionEnd },
                      'speech.misfired': { guard: byListener, target: 'waiting' },
                    },
                  },
                  /** They may go on. */
                  waiting: {
                    id: `${direction}Waiting`,
                    on: {
                      'speech.started': { guard: byListener, target: 'attending' },
                      'speech.confirmed': { guard: byListener, target: 'attending' },
                      'speech.resumed': { guard: byListener, target: 'attending' },
                      'speech.ended': { guard: byListener, actions: noteInterruptionEnd },
                    },
                    after: { floorPause: { target: resuming } },
                  },
                },
              },
              resuming: {
                id: `${direction}Resuming`,
                invoke: {
                  src: 'editor',
                  input: ({ context }) => {
                    const { cut, speakerClauses, listenerClauses, startedAt, endedAt } =
                      context.interruptions[direction];
                    return {
                      direction,
                      cut,
                      speakerClauses,
                      listenerClauses,
                      listenerMs:
                        startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt),
                    };
                  },
                  onError: { target: 'resumed', actions: 'reportCrash' },
                },
                on: {
                  'continuation.planned': { guard: inDirection, target: 'resumed', actions: 'sayRest' },
                },
                after: { editingTimeout: { target: 'resumed' } },
              },
              /** What is said again has its place before the line is let go. */
              resumed: { always: { target: silent } },
            },
          },
        },
      },
    },
  });
}
