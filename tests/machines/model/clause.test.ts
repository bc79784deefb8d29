import { createActor, fromCallback, setup, type EventObject } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../../machines/call/call-events.js';
import type {
  PlayerCommand,
  PlayerInput,
  SynthesizerInput,
  TranslatorInput,
} from '../../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../../machines/clause/clause-events.js';
import { clauseMachine, type ClauseInput } from '../../../machines/clause/clause-machine.js';
import { createAlarmClock } from './alarm-clock.js';
import { coverageOf } from './coverage.js';
import { explore, type Exploration } from './exploration.js';
import { alongPath, factsOf, happen, type Stage } from './stage.js';

const input: ClauseInput = {
  id: 'clause-1',
  callSid: 'CA00000000000000000000000000000001',
  direction: 'clientToAgent',
  order: 1,
  text: 'one',
  sourceLanguage: 'fr',
  targetLanguage: 'es',
  context: [],
  timings: {},
};

/** What any of its actors may tell a clause, at any moment: also what none of them would. */
const facts: readonly ClauseEvent[] = [
  { type: 'text.joined', text: 'more', timings: {} },
  { type: 'listener.arrived' },
  { type: 'translation.ended', translation: 'uno', timings: {} },
  {
    type: 'translation.failed',
    failure: { stage: 'translation', provider: 'fake', reason: 'unavailable' },
    timings: {},
  },
  { type: 'synthesis.started', timings: {} },
  {
    type: 'synthesis.failed',
    failure: { stage: 'synthesis', provider: 'fake', reason: 'unavailable' },
    timings: {},
  },
  { type: 'rendition.started', timings: {} },
  { type: 'rendition.reached', timings: {} },
  { type: 'rendition.heard', timings: {} },
  { type: 'rendition.cut', heardShare: 0.5, timings: {} },
];

type Role = 'player' | 'translator' | 'synthesizer';
const roles: readonly Role[] = ['player', 'translator', 'synthesizer'];

/** How a clause may end, by what its call is told. */
const ends: readonly string[] = ['clause.heard', 'clause.cut', 'clause.failed'];

const coverage = coverageOf(clauseMachine);

/** The clause in a call that does nothing but listen; `broken` breaks as it starts. */
function clauseStages(given: ClauseInput, broken?: Role) {
  let running = new Set<Role>();
  let told: CallEvent[] = [];
  const run = <Input, Command extends EventObject = EventObject>(role: Role) =>
    fromCallback<Command, Input>(() => {
      if (role === broken) throw new Error(`The ${role} broke`);
      const at = running;
      at.add(role);
      return () => void at.delete(role);
    });
  const clause = clauseMachine.provide({
    actors: {
      player: run<PlayerInput, PlayerCommand>('player'),
      translator: run<TranslatorInput>('translator'),
      synthesizer: run<SynthesizerInput>('synthesizer'),
    },
  });
  const call = setup({
    types: { events: {} as CallEvent },
    actors: { clause },
    actions: { hear: ({ event }) => void told.push(event) },
  }).createMachine({
    invoke: { src: 'clause', id: 'clause', input: given, onDone: {} },
    on: { '*': { actions: 'hear' } },
  });

  return function openClause(): ClauseStage {
    running = new Set();
    told = [];
    const clock = createAlarmClock();
    const actor = createActor(call, { clock, inspect: coverage.inspect }).start();
    const runningHere = running;
    const toldHere = told;
    const child = actor.getSnapshot().children['clause'];
    if (child === undefined) throw new Error('There is no clause');
    let last: ClauseEvent['type'] | undefined;
    const state = () => child.getSnapshot();
    const outcomes = () => toldHere.map(({ type }) => type).filter((type) => ends.includes(type));
    return {
      outcomes,
      possible() {
        const possible = new Map<string, () => void>();
        if (state().status !== 'active') return possible;
        for (const fact of facts) {
          possible.set(fact.type, () => {
            last = fact.type;
            child.send(fact);
          });
        }
        if (clock.hasAlarm) possible.set('time passes', () => clock.advance());
        return possible;
      },
      // From its first moment on: what a clause is born into it leaves in the same step.
      observe: () => undefined,
      key: () =>
        JSON.stringify([state().value, state().context.translation, state().context.isHeld, outcomes()]),
      trace: () => JSON.stringify([state().value, state().context, toldHere.length, clock.now()]),
      check() {
        const isOver = state().status !== 'active';
        if (outcomes().length !== (isOver ? 1 : 0))
          throw new Error(`told ${outcomes().join(', ') || 'no end'}`);
        if (isOver && runningHere.size > 0) throw new Error(`${[...runningHere].join(', ')} still runs`);
        const needed: readonly Role[] = isOver
          ? []
          : state().matches('translating')
            ? ['player', 'translator']
            : state().matches('held')
              ? ['player']
              : ['player', 'synthesizer'];
        for (const role of roles) {
          if (runningHere.has(role) !== needed.includes(role)) {
            throw new Error(`the ${role} runs in ${JSON.stringify(state().value)}, or does not`);
          }
        }
        if (state().context.isHeld && runningHere.has('synthesizer'))
          throw new Error('spoken, and nobody is there to hear it');
        const heard = outcomes().includes('clause.heard');
        if (heard && last !== 'rendition.heard') throw new Error(`heard, although ${String(last)}`);
        if (last === 'rendition.cut' && !outcomes().includes('clause.cut'))
          throw new Error('cut, and not told so');
      },
      stop: () => void actor.stop(),
    };
  };
}

interface ClauseStage extends Stage {
  outcomes(): readonly string[];
}

describe.each([
  { title: 'from text to ear', given: input },
  { title: 'whose listener is not there yet', given: { ...input, isHeld: true } },
  { title: 'of which the translation is known', given: { ...input, text: '', translation: 'el resto' } },
  ...roles.map((broken) => ({ title: `whose ${broken} breaks`, given: input, broken })),
])('a clause $title', ({ given, ...crash }: { given: ClauseInput; broken?: Role }) => {
  let exploration: Exploration<ClauseStage> | undefined;

  test('whatever it is told in whatever state, it ends once, as what it was', () => {
    exploration = explore({ open: clauseStages(given, crash.broken), isTried: () => true, mostStates: 50 });
    expect(exploration.states.length).toBeGreaterThan(0);
  });

  test('from every state it ends by itself when nobody tells it anything', () => {
    expect.hasAssertions();
    for (const state of exploration?.states ?? []) {
      alongPath(state.path, () => {
        const clause = exploration?.open(state);
        while (clause !== undefined && factsOf(clause).includes('time passes')) happen(clause, 'time passes');
        expect(clause?.outcomes()).toHaveLength(1);
      });
    }
  });
});

test('every state and every transition of a clause was reached', () => {
  expect(coverage.unreached()).toEqual([]);
});
