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
}

interface ClauseContext extends ClauseInput {
  readonly translation: string;
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
    synthesisTimeout: 8_000,
    /** Behind this a rendition that waits for those before it is late beyond use. */
    queueTimeout: 60_000,
    /** The line no longer says what it has played. */
    playOutTimeout: 60_000,
  },
  guards: {
    isTranslated: ({ context }) => context.translation !== '',
  },
  actions: {
    addTimings: assign(({ context, event }) => ({ timings: { ...context.timings, ...event.timings } })),
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
        timings: event.timings,
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
    tellTranslated: tellCall(({ id, direction }) => ({ type: 'clause.translated', id, direction })),
    tellSpoken: tellCall(({ id, direction }) => ({ type: 'clause.spoken', id, direction })),
    tellHeard: tellCall(({ id, direction, timings }) => ({ type: 'clause.heard', id, direction, timings })),
    tellCut: tellCall(({ id, direction, timings, order, translation, targetLanguage, heardShare }) => ({
      type: 'clause.cut',
      id,
      direction,
      timings,
      rendition: { order, translation, language: targetLanguage, heardShare },
    })),
    tellFailed: tellCall(({ id, direction, timings, failure }) => ({
      type: 'clause.failed',
      id,
      direction,
      timings,
      failure: failure ?? { stage: 'playOut', provider: 'dragoman', reason: 'crashed' },
    })),
  },
});

const join = {
  target: '#clause.translating',
  reenter: true,
  actions: ['joinText', 'withdrawRendition'],
} as const;

/** The way of one clause from committed text to the listener's ear, with the waterfall of its stages. */
export const clauseMachine = clauseSetup.createMachine({
  id: 'clause',
  context: ({ input }) => ({ ...input, translation: input.translation ?? '', heardShare: 0, failure: null }),
  invoke: {
    src: 'player',
    id: 'player',
    input: ({ context: { callSid, direction, id, order, timings } }) => ({
      callSid,
      direction,
      clauseId: id,
      order,
      ...(timings.speechOnset !== undefined && { speechOnset: timings.speechOnset }),
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
        'translation.ended': {
          target: 'rendering',
          actions: ['addTimings', 'takeTranslation', 'tellTranslated'],
        },
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
