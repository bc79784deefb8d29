import { not, type ActorRefFrom, type SnapshotFrom } from 'xstate';
import { initialContext } from './call-context.js';
import { otherParty, speakerOf } from './call-events.js';
import { callSetup } from './call-setup.js';
import { directionRegion } from './direction-region.js';
import { legRegion } from './leg-region.js';

const ofClient = { type: 'isOf', params: { party: 'client' } } as const;
const ofAgent = { type: 'isOf', params: { party: 'agent' } } as const;

/** The client's stream is expected. */
const ringing = callSetup.createStateConfig({
  on: { 'leg.connected': { guard: ofClient, target: 'connectingAgent' } },
  after: {
    clientStreamTimeout: {
      target: '#call.ending',
      actions: { type: 'noteEnd', params: { reason: 'clientNeverConnected' } },
    },
  },
});

/** The agent's telephones are rung one after the other; the client hears it. */
const connectingAgent = callSetup.createStateConfig({
  invoke: {
    src: 'receptionist',
    input: ({ context }) => ({ callSid: context.callSid, language: context.languages.client }),
    // A client who hears nothing for a while is better off than one who is hung up on.
    onError: {},
  },
  on: {
    'leg.connected': { guard: ofAgent, target: 'interpreting' },
    'clause.committed': { actions: 'keepClause' },
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
        onError: { target: 'unanswered' },
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

const interpreting = callSetup.createStateConfig({
  type: 'parallel',
  entry: 'interpretKeptClauses',
  always: { guard: 'sharesLanguage', target: 'bypassing' },
  on: {
    'leg.unreachable': [
      { guard: 'hasMoreNumbers', target: 'connectingAgent', actions: 'tryNextNumber' },
      { target: 'failed', actions: { type: 'noteEnd', params: { reason: 'noAgent' } } },
    ],
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
    onError: { target: 'failed', actions: { type: 'noteEnd', params: { reason: 'failed' } } },
  },
  always: { guard: not('sharesLanguage'), target: 'interpreting' },
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
    onError: { target: '#call.ending' },
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
        'clause.translated': { actions: 'noteTranslated' },
        'clause.spoken': { actions: 'noteSpoken' },
        'clause.heard': { actions: 'noteOutcome' },
        'clause.cut': { actions: ['noteOutcome', 'noteCut'] },
        'clause.failed': {
          actions: [
            'noteOutcome',
            {
              type: 'announce',
              params: ({ event }) => ({ party: speakerOf(event.direction), phrase: 'repeat' as const }),
            },
          ],
        },
        'xstate.done.actor.*': { actions: 'forgetChild' },
        'xstate.error.actor.*': { actions: ['reportCrash', 'forgetChild'] },
      },
      states: {
        conversation: {
          initial: 'ringing',
          states: { ringing, connectingAgent, interpreting, bypassing, failed },
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
        onError: { target: 'ended' },
      },
      after: { endingTimeout: { target: 'ended' } },
    },
    ended: { type: 'final' },
  },
});

export type CallActor = ActorRefFrom<typeof callMachine>;
export type CallSnapshot = SnapshotFrom<typeof callMachine>;
