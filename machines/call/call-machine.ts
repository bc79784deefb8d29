import { and, not, type ActorRefFrom, type SnapshotFrom } from 'xstate';
import { initialContext } from './call-context.js';
import { otherParty, speakerOf, type Party } from './call-events.js';
import { callSetup } from './call-setup.js';
import { directionRegion } from './direction-region.js';
import { legRegion } from './leg-region.js';

const ofClient = { type: 'isOf', params: { party: 'client' } } as const;
const ofAgent = { type: 'isOf', params: { party: 'agent' } } as const;

const noteShutdown = { type: 'noteEnd', params: { reason: 'shutdown' } } as const;

/** The client's stream is expected. */
const ringing = callSetup.createStateConfig({
  on: {
    'leg.connected': { guard: ofClient, target: 'connectingAgent' },
    'shutdown.began': { target: '#call.ending', actions: noteShutdown },
  },
  after: {
    clientStreamTimeout: {
      target: '#call.ending',
      actions: { type: 'noteEnd', params: { reason: 'clientNeverConnected' } },
    },
  },
});

/** The agent's telephones are rung one after the other; the client hears it, and says what they need. */
const connectingAgent = callSetup.createStateConfig({
  invoke: {
    src: 'receptionist',
    input: ({ context }) => ({
      callSid: context.callSid,
      languages:
        context.languageSources.client === 'speech' ? [context.languages.client] : context.invitedLanguages,
    }),
    // A client who hears nothing for a while is better off than one who is hung up on.
    onError: { actions: ['reportCrash', 'forgetChild'] },
  },
  on: {
    'leg.connected': [
      // Whoever hears the client's own voice hears their language.
      { guard: and([ofAgent, 'sharesLanguage']), target: 'interpreting', actions: 'releaseClauses' },
      { guard: ofAgent, target: 'interpreting', actions: ['introduceCall', 'releaseClauses'] },
    ],
    'shutdown.began': { target: 'failed', actions: noteShutdown },
    'clause.committed': {
      actions: [{ type: 'interpretClause', params: { isEarly: true } }, 'boundEarlySpeech'],
    },
    'utterance.ended': { actions: 'noteTurn' },
    'words.misunderstood': { actions: { type: 'announce', params: { party: 'client', phrase: 'repeat' } } },
  },
  initial: 'dialling',
  states: {
    dialling: {
      invoke: {
        src: 'dialler',
        input: ({ context }) => ({
          callSid: context.callSid,
          number: context.agentNumbers[context.attempt] ?? '',
        }),
        onError: { target: 'unanswered', actions: 'reportCrash' },
      },
      on: { 'leg.unreachable': { guard: ofAgent, target: 'unanswered' } },
      after: { agentAnswerTimeout: { target: 'unanswered' } },
    },
    unanswered: {
      always: [
        { guard: 'hasMoreNumbers', target: 'dialling', actions: 'tryNextNumber' },
        {
          target: '#call.live.conversation.failed',
          actions: { type: 'noteEnd', params: { reason: 'noAgent' } },
        },
      ],
    },
  },
});

/** It was no person who answered: the next telephone rings, if there is one. */
const agentGone = [
  {
    guard: 'hasMoreNumbers',
    target: 'connectingAgent',
    actions: ['withdrawIntroduction', 'tryNextNumber'],
  },
  { target: 'failed', actions: { type: 'noteEnd', params: { reason: 'noAgent' } } },
] as const;

const interpreting = callSetup.createStateConfig({
  type: 'parallel',
  always: [
    { guard: 'isDeserted', target: 'deserted' },
    { guard: 'sharesLanguage', target: 'bypassing' },
  ],
  on: {
    'shutdown.began': { target: 'closing', actions: noteShutdown },
    'leg.unreachable': agentGone,
    // The speaker is asked, and the listener is told that they were.
    'words.misunderstood': {
      actions: [
        { type: 'announce', params: ({ event }) => ({ party: event.party, phrase: 'repeat' as const }) },
        {
          type: 'announce',
          params: ({ event }) => ({ party: otherParty(event.party), phrase: 'askedToRepeat' as const }),
        },
      ],
    },
  },
  states: {
    clientToAgent: directionRegion('client'),
    agentToClient: directionRegion('agent'),
  },
});

/** Both parties speak one language: their voices pass straight through until one of them changes it. */
const bypassing = callSetup.createStateConfig({
  invoke: {
    src: 'patcher',
    input: ({ context }) => ({ callSid: context.callSid }),
    onError: {
      target: 'failed',
      actions: ['reportCrash', { type: 'noteEnd', params: { reason: 'failed' } }],
    },
  },
  always: [
    { guard: 'isDeserted', target: 'deserted' },
    { guard: not('sharesLanguage'), target: 'interpreting' },
  ],
  on: {
    'shutdown.began': { target: 'closing', actions: noteShutdown },
    'leg.unreachable': agentGone,
  },
});

/** One party is told that the call ends. */
const farewell = (party: Party) =>
  callSetup.createStateConfig({
    initial: 'telling',
    states: {
      telling: {
        invoke: {
          src: 'announcer',
          input: ({ context }) => ({
            callSid: context.callSid,
            party,
            phrase: 'failure' as const,
            language: context.languages[party],
          }),
          onDone: { target: 'told' },
          onError: { target: 'told', actions: 'reportCrash' },
        },
      },
      told: { type: 'final' },
    },
  });

/** The call cannot go on, and both parties are told so, each in their language. */
const closing = callSetup.createStateConfig({
  type: 'parallel',
  states: { client: farewell('client'), agent: farewell('agent') },
  onDone: { target: '#call.ending' },
  after: { apologyTimeout: { target: '#call.ending' } },
});

/** The call cannot go on, and the client is told why. */
const failed = callSetup.createStateConfig({
  invoke: {
    src: 'announcer',
    input: ({ context }) => ({
      callSid: context.callSid,
      party: 'client' as const,
      phrase: context.endReason === 'noAgent' ? ('noAgent' as const) : ('failure' as const),
      language: context.languages.client,
    }),
    onDone: { target: '#call.ending' },
    onError: { target: '#call.ending', actions: 'reportCrash' },
  },
  after: { apologyTimeout: { target: '#call.ending' } },
});

/** One party's line is gone for good, and the other party is told that the call ends. */
const deserted = callSetup.createStateConfig({
  invoke: {
    src: 'announcer',
    input: ({ context }) => {
      const party = context.endReason === 'clientLost' ? 'agent' : 'client';
      const language = context.languages[party];
      return { callSid: context.callSid, party, phrase: 'failure', language } as const;
    },
    onDone: { target: '#call.ending' },
    onError: { target: '#call.ending', actions: 'reportCrash' },
  },
  after: { apologyTimeout: { target: '#call.ending' } },
});

/** The life of one call. */
export const callMachine = callSetup.createMachine({
  id: 'call',
  context: ({ input }) => initialContext(input),
  initial: 'live',
  states: {
    live: {
      type: 'parallel',
      on: {
        'end.requested': { target: 'ending', actions: { type: 'noteEnd', params: { reason: 'requested' } } },
        'leg.ended': [
          {
            guard: ofClient,
            target: 'ending',
            actions: { type: 'noteEnd', params: { reason: 'clientHungUp' } },
          },
          { target: 'ending', actions: { type: 'noteEnd', params: { reason: 'agentHungUp' } } },
        ],
        'language.identified': { actions: 'takeLanguage' },
        'language.unsupported': {
          actions: {
            type: 'announce',
            params: ({ event }) => ({ party: event.party, phrase: 'unsupportedLanguage' as const }),
          },
        },
        'clause.translated': { actions: 'noteTranslated' },
        'clause.spoken': { actions: 'noteSpoken' },
        'clause.heard': { actions: 'noteOutcome' },
        'clause.cut': { actions: ['noteOutcome', 'noteCut'] },
        'clause.failed': [
          { guard: 'isAboutIntroduction', actions: 'noteOutcome' },
          {
            actions: [
              'noteOutcome',
              {
                type: 'announce',
                params: ({ event }) => ({ party: speakerOf(event.direction), phrase: 'repeat' as const }),
              },
            ],
          },
        ],
        'xstate.done.actor.*': { actions: 'forgetChild' },
        'xstate.error.actor.*': { actions: ['reportCrash', 'forgetChild'] },
      },
      states: {
        conversation: {
          initial: 'ringing',
          states: { ringing, connectingAgent, interpreting, bypassing, deserted, closing, failed },
        },
        client: legRegion('client'),
        agent: legRegion('agent'),
      },
    },
    ending: {
      entry: 'cutEverything',
      invoke: {
        src: 'terminator',
        input: ({ context }) => ({ callSid: context.callSid }),
        onDone: { target: 'ended' },
        onError: { target: 'ended', actions: 'reportCrash' },
      },
      after: { endingTimeout: { target: 'ended' } },
    },
    ended: { type: 'final' },
  },
});

export type CallActor = ActorRefFrom<typeof callMachine>;
export type CallSnapshot = SnapshotFrom<typeof callMachine>;
