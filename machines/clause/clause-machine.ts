import { assign, sendParent, sendTo, setup, type ActorRefFrom } from 'xstate';
import {
  speakerOf,
  type CallEvent,
  type ClauseTimings,
  type Direction,
  type Failure,
  type OutcomeOfClause,
} from '../call/call-events.js';
import { clauseActors, type PlayerCommand } from './clause-actors.js';
import type { ClauseEvent } from './clause-events.js';

export interface ClauseInput {
  readonly id: string;
  readonly callSid: string;
  readonly direction: Direction;
  /** Its place among the clauses of its direction: what is said again keeps the place of what was cut. */
  readonly order: number;
  readonly text: string;
  /** Where it is known already: the rest of a rendition that was cut. */
  readonly translation?: string;
  /** BCP-47 tags. */
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** The clauses before it, in the source language, oldest first. */
  readonly context: readonly string[];
  readonly timings: ClauseTimings;
  /** Whether its listener is not there yet: it is translated, and spoken when they are. */
  readonly isHeld?: boolean;
}

/** What a clause knows. */
export interface ClauseContext extends ClauseInput {
  readonly translation: string;
  readonly isHeld: boolean;
  readonly heardShare: number;
  readonly failure: Failure | null;
}

const tellCall = (makeEvent: (context: ClauseContext) => CallEvent) =>
  sendParent<ClauseContext, ClauseEvent, undefined, CallEvent, ClauseEvent>(({ context }) =>
    makeEvent(context),
  );

const clauseSetup = setup({
  types: {
    input: {} as ClauseInput,
    context: {} as ClauseContext,
    events: {} as ClauseEvent,
    output: {} as { outcome: OutcomeOfClause },
  },
  actors: clauseActors,
  delays: {
    /** The providers have deadlines of their own; these are the last resort. */
    translationTimeout: 8_000,
    /** Longer than many telephones of agents ring one after the other. */
    holdTimeout: 600_000,
    synthesisTimeout: 8_000,
    /** Behind this a rendition that waits for those before it is late beyond use. */
    queueTimeout: 60_000,
    /** The line no longer says what it has played. */
    playOutTimeout: 60_000,
  },
  guards: {
    isTranslated: ({ context }) => context.translation !== '',
    isHeld: ({ context }) => context.isHeld,
  },
  actions: {
    addTimings: assign(({ context, event }) =>
      'timings' in event ? { timings: { ...context.timings, ...event.timings } } : {},
    ),
    letGo: assign({ isHeld: false }),
    /** The stages begin anew, and the waterfall with them. */
    joinText: assign(({ context, event }) => {
      if (event.type !== 'text.joined') return {};
      const { speechOnset } = context.timings;
      return {
        text: `${context.text} ${event.text}`,
        translation: '',
        timings: { ...event.timings, ...(speechOnset !== undefined && { speechOnset }) },
      };
    }),
    /** Too late: it began to sound while the call was deciding. */
    returnText: sendParent(({ context, event }) => ({
      type: 'clause.committed' as const,
      party: speakerOf(context.direction),
      clause: {
        text: event.type === 'text.joined' ? event.text : '',
        timings: 'timings' in event ? event.timings : {},
        joinsPrevious: false,
      },
    })),
    withdrawRendition: sendTo('player', { type: 'withdraw.rendition' } satisfies PlayerCommand),
    takeTranslation: assign(({ event }) =>
      event.type === 'translation.ended' ? { translation: event.translation } : {},
    ),
    takeHeardShare: assign(({ event }) =>
      event.type === 'rendition.cut' ? { heardShare: event.heardShare } : {},
    ),
    takeFailure: assign(({ event }) => ('failure' in event ? { failure: event.failure } : {})),
    blame: assign((_, failure: Failure) => ({ failure })),
    tellTranslated: tellCall(({ id, direction, text, translation }) => ({
      type: 'clause.translated',
      id,
      direction,
      words: { text, translation },
    })),
    tellSpoken: tellCall(({ id, direction, text, translation }) => ({
      type: 'clause.spoken',
      id,
      direction,
      words: { text, translation },
    })),
    tellHeard: tellCall(({ id, direction, timings }) => ({ type: 'clause.heard', id, direction, timings })),
    tellCut: tellCall(({ id, direction, timings, order, translation, targetLanguage, heardShare }) => ({
      type: 'clause.cut',
      id,
      direction,
      timings,
      rendition: { order, translation, language: targetLanguage, heardShare },
    })),
    tellFailed: tellCall(({ id, direction, timings, failure, text, translation }) => ({
      type: 'clause.failed',
      id,
      direction,
      timings,
      words: { text, translation },
      failure: failure ?? { stage: 'playOut', provider: 'dragoman', reason: 'crashed' },
    })),
  },
});

const join = {
  target: '#clause.translating',
  reenter: true,
  actions: ['joinText', 'withdrawRendition'],
} as const;

const takeTranslation = ['addTimings', 'takeTranslation', 'tellTranslated'] as const;

/** The way of one clause from committed text to the listener's ear, with the waterfall of its stages. */
export const clauseMachine = clauseSetup.createMachine({
  id: 'clause',
  context: ({ input }) => ({
    ...input,
    translation: input.translation ?? '',
    isHeld: input.isHeld ?? false,
    heardShare: 0,
    failure: null,
  }),
  invoke: {
    src: 'player',
    id: 'player',
    input: ({ context: { callSid, direction, id, order, timings, isHeld } }) => ({
      callSid,
      direction,
      clauseId: id,
      order,
      // Nobody waits for what is held: it does not put the interpreter behind.
      ...(timings.speechOnset !== undefined && !isHeld && { speechOnset: timings.speechOnset }),
    }),
    onError: { target: '.failed' },
  },
  on: { 'rendition.cut': { target: '.cut', actions: ['addTimings', 'takeHeardShare'] } },
  initial: 'committed',
  states: {
    committed: {
      always: [{ guard: 'isTranslated', target: 'rendering' }, { target: 'translating' }],
    },
    translating: {
      invoke: {
        src: 'translator',
        input: ({ context }) => ({
          callSid: context.callSid,
          clauseId: context.id,
          text: context.text,
          sourceLanguage: context.sourceLanguage,
          targetLanguage: context.targetLanguage,
          context: context.context,
        }),
        onError: {
          target: 'failed',
          actions: {
            type: 'blame',
            params: { stage: 'translation', provider: 'dragoman', reason: 'crashed' },
          },
        },
      },
      on: {
        'translation.ended': [
          { guard: 'isHeld', target: 'held', actions: takeTranslation },
          { target: 'rendering', actions: takeTranslation },
        ],
        'listener.arrived': { actions: 'letGo' },
        'translation.failed': { target: 'failed', actions: ['addTimings', 'takeFailure'] },
        'text.joined': join,
      },
      after: {
        translationTimeout: {
          target: 'failed',
          actions: {
            type: 'blame',
            params: { stage: 'translation', provider: 'dragoman', reason: 'timedOut' },
          },
        },
      },
    },
    /** Nobody is there to hear it. */
    held: {
      on: {
        'listener.arrived': { target: 'rendering', actions: 'letGo' },
        'text.joined': join,
      },
      after: {
        holdTimeout: {
          target: 'failed',
          actions: {
            type: 'blame',
            params: { stage: 'playOut', provider: 'dragoman', reason: 'timedOut' },
          },
        },
      },
    },
    rendering: {
      invoke: {
        src: 'synthesizer',
        input: ({ context }) => ({
          callSid: context.callSid,
          direction: context.direction,
          clauseId: context.id,
          text: context.translation,
          language: context.targetLanguage,
          timings: context.timings,
        }),
        onError: {
          target: 'failed',
          actions: { type: 'blame', params: { stage: 'synthesis', provider: 'dragoman', reason: 'crashed' } },
        },
      },
      on: {
        'synthesis.failed': { target: 'failed', actions: ['addTimings', 'takeFailure'] },
        'rendition.started': { target: '.speaking', actions: 'addTimings' },
        'rendition.reached': { actions: 'addTimings' },
        'rendition.heard': { target: 'heard', actions: 'addTimings' },
      },
      initial: 'synthesizing',
      states: {
        synthesizing: {
          on: {
            'synthesis.started': { target: 'queued', actions: 'addTimings' },
            'text.joined': join,
          },
          after: {
            synthesisTimeout: {
              target: '#clause.failed',
              actions: {
                type: 'blame',
                params: { stage: 'synthesis', provider: 'dragoman', reason: 'timedOut' },
              },
            },
          },
        },
        queued: {
          on: { 'text.joined': join },
          after: {
            queueTimeout: {
              target: '#clause.failed',
              actions: {
                type: 'blame',
                params: { stage: 'playOut', provider: 'dragoman', reason: 'timedOut' },
              },
            },
          },
        },
        speaking: {
          entry: 'tellSpoken',
          on: { 'text.joined': { actions: 'returnText' } },
          after: {
            playOutTimeout: {
              target: '#clause.failed',
              actions: {
                type: 'blame',
                params: { stage: 'playOut', provider: 'twilio', reason: 'timedOut' },
              },
            },
          },
        },
      },
    },
    heard: { type: 'final', entry: 'tellHeard' },
    cut: { type: 'final', entry: 'tellCut' },
    failed: { type: 'final', entry: 'tellFailed' },
  },
});

export type ClauseActor = ActorRefFrom<typeof clauseMachine>;
